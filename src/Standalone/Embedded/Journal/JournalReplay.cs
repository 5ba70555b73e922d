using Holdfast.Routing.LineProtocol;
using Holdfast.Standalone.Embedded.Engine;

namespace Holdfast.Standalone.Embedded.Journal;

/// <summary>
/// Applies records to a catalog when a store starts. Retention is not looked at: a policy may have been lengthened after the write, and
/// whoever replays removes what is expired at the end. Replaying a record whose effect is there already changes nothing in the end,
/// which is what lets a snapshot be taken while writes go on.
/// </summary>
internal sealed class JournalReplay
{
    private readonly Catalog _catalog;

    public JournalReplay(Catalog catalog) => _catalog = catalog;

    /// <summary>Set by the record that ends a snapshot: the first sequence that the snapshot does not cover.</summary>
    public long? SnapshotBoundary { get; private set; }

    /// <summary>Records of a kind that this version does not know: a later version wrote them.</summary>
    public long Unknown { get; private set; }

    /// <summary>Bytes of the snapshot that held no valid record.</summary>
    public long CorruptSnapshotBytes { get; set; }

    public void Apply(ReadOnlySpan<byte> payload)
    {
        RecordReader record = new(payload);
        switch ((RecordKind)record.Byte())
        {
            case RecordKind.Points:
                ApplyPoints(ref record);
                break;
            case RecordKind.Block:
                BlockRecord.Apply(ref record, _catalog);
                break;
            case RecordKind.DropMeasurement:
                DropMeasurement(ref record);
                break;
            case RecordKind.DeleteRange:
                Delete(ref record);
                break;
            case RecordKind.SnapshotEnd:
                SnapshotBoundary = record.Int64();
                break;
            default:
                lock (_catalog.Gate) ApplyDefinition(payload);
                break;
        }
    }

    private void ApplyDefinition(ReadOnlySpan<byte> payload)
    {
        RecordReader record = new(payload);
        switch ((RecordKind)record.Byte())
        {
            case RecordKind.CreateDatabase:
                _catalog.CreateDatabase_NeedsGate(record.Text(), ReadPolicy(ref record));
                break;
            case RecordKind.CreatePolicy:
                _catalog.CreatePolicy_NeedsGate(record.Text(), ReadPolicy(ref record));
                break;
            case RecordKind.AlterPolicy:
                _catalog.AlterPolicy_NeedsGate(record.Text(), ReadPolicy(ref record));
                break;
            case RecordKind.DropDatabase:
                _catalog.DropDatabase_NeedsGate(record.Text());
                break;
            case RecordKind.DropPolicy:
                _catalog.DropPolicy_NeedsGate(record.Text(), record.Text());
                break;
            default:
                Unknown++;
                break;
        }
    }

    public static RecordWriter WritePolicy(RecordKind kind, string database, PolicySpec policy) =>
        new RecordWriter(kind).Text(database).Text(policy.Name ?? "").Optional(policy.Duration).Optional(policy.ShardDuration)
            .Byte(policy.IsDefault ? (byte)1 : (byte)0);

    private static PolicySpec ReadPolicy(ref RecordReader record)
    {
        var name = record.Text();
        return new PolicySpec(name.Length == 0 ? null : name, record.Optional(), record.Optional(), record.Byte() != 0);
    }

    private Bucket? ReadBucket(ref RecordReader record) => _catalog.Find(record.Text())?.Find(record.Text());

    private void ApplyPoints(ref RecordReader record)
    {
        var database = record.Text();
        var policy = record.Text();
        if (_catalog.Find(database)?.Find(policy) is not { } bucket) return;
        lock (bucket.Gate)
            bucket.Applier.Apply_NeedsGate(record.Rest, TimestampPrecision.Nanoseconds, long.MinValue, new WriteTally(), journal: null);
    }

    private void DropMeasurement(ref RecordReader record)
    {
        Bucket? bucket = ReadBucket(ref record);
        if (bucket is null) return;
        lock (bucket.Gate) bucket.Drop_NeedsGate(record.Text());
    }

    private void Delete(ref RecordReader record)
    {
        Bucket? bucket = ReadBucket(ref record);
        var name = record.Text();
        (var from, var to) = (record.Int64(), record.Int64());
        HashSet<string> keys = new(StringComparer.Ordinal);
        for (var count = record.Int32(); count > 0; count--) keys.Add(record.Text());
        if (bucket is null) return;
        lock (bucket.Gate)
        {
            if (bucket.Find(name) is { } measurement) bucket.RemoveRange_NeedsGate(measurement, series => keys.Contains(series.Key), from, to);
        }
    }
}

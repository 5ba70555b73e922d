using Holdfast.Pipeline.Storage;
using Holdfast.Routing.LineProtocol;
using Holdfast.Standalone.Embedded.Engine;
using Holdfast.Standalone.Embedded.Journal;

namespace Holdfast.Standalone.Embedded;

/// <summary>
/// A small time-series store: InfluxDB's data model in memory, and a journal that makes it durable. A write that was answered survives the
/// process being killed and the machine losing power. Thread-safe; writes of one bucket follow each other, queries see no write half
/// applied.
/// </summary>
/// <remarks>
/// What is bounded and what happens there: points by <see cref="EmbeddedStoreOptions.MaxMemoryBytes"/> (writes are refused), the journal by
/// <see cref="EmbeddedStoreOptions.MaxJournalBytes"/> (writes are refused), answers by <see cref="EmbeddedStoreOptions.MaxResultCells"/>
/// (the statement fails). A write that is not answered, or answered with an error of the journal, may or may not be there later.
/// </remarks>
public sealed class EmbeddedStore : IAsyncDisposable
{
    /// <summary>How often expired points are removed. They are never returned, whether removed or not.</summary>
    public static readonly TimeSpan RemovalInterval = TimeSpan.FromMinutes(1);

    private readonly StoreJournal? _journal;
    private readonly MemoryGauge _memory;
    private readonly ITimer _removal;
    private readonly TimeProvider _time;

    private EmbeddedStore(EmbeddedStoreOptions options, TimeProvider time, Catalog catalog, MemoryGauge memory, StoreJournal? journal)
    {
        Options = options;
        _time = time;
        Catalog = catalog;
        _memory = memory;
        _journal = journal;
        _removal = time.CreateTimer(static state => ((EmbeddedStore)state!).RemoveExpired(), this, RemovalInterval, RemovalInterval);
    }

    /// <summary>The options that it was opened with.</summary>
    public EmbeddedStoreOptions Options { get; }

    /// <summary>The estimated bytes of points in memory.</summary>
    public long MemoryBytes => _memory.Used;

    /// <summary>The bytes of journal and snapshot on the disk; zero in memory only.</summary>
    public long JournalBytes => _journal?.Bytes ?? 0;

    /// <summary>What the journal has met of torn tails, corrupt records and faults; null in memory only.</summary>
    public LogHealth? JournalHealth => _journal?.Health;

    internal Catalog Catalog { get; }

    /// <summary>The time of the store's clock in nanoseconds since 1970.</summary>
    internal long Now => (_time.GetUtcNow().UtcTicks - DateTime.UnixEpoch.Ticks) * TimeSpan.NanosecondsPerTick;

    /// <summary>
    /// Opens a store with what its folder holds, and creates the buckets that are missing. It fails as a value when the folder is in use
    /// by another process or cannot be read; damage in the files is passed over and shown by <see cref="JournalHealth"/>.
    /// </summary>
    public static async Task<StorageResult<EmbeddedStore>> OpenAsync(
        EmbeddedStoreOptions options, TimeProvider time, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(time);
        MemoryGauge memory = new(options.MaxMemoryBytes);
        Catalog catalog = new(memory);
        StoreJournal? journal = null;
        if (options.DataPath is not null)
        {
            StorageResult<StoreJournal> opened = await StoreJournal.OpenAsync(options.DataPath, options, catalog, cancellationToken);
            if (!opened.Succeeded) return StorageResult.Failure<EmbeddedStore>(opened.Fault, opened.Message);
            journal = opened.Value;
        }

        EmbeddedStore store = new(options, time, catalog, memory, journal);
        store.RemoveExpired();
        foreach (EmbeddedBucket bucket in options.Buckets)
        {
            ChangeResult created = await store.CreateBucketAsync(bucket.Name, bucket.Retention.Ticks * TimeSpan.NanosecondsPerTick);
            if (created.IsDurable) continue;
            await store.DisposeAsync();
            return StorageResult.Failure<EmbeddedStore>(StorageFault.Failed, $"Bucket '{bucket.Name}' cannot be created: {created.Error}");
        }

        return StorageResult.Of(store);
    }

    /// <summary>Removes the points that are older than their bucket's retention; returns how many.</summary>
    public long RemoveExpired()
    {
        long removed = 0;
        foreach (Bucket bucket in Catalog.Buckets)
            lock (bucket.Gate) removed += bucket.RemoveExpired_NeedsGate(Now);
        return removed;
    }

    /// <summary>Writes a snapshot and deletes what of the journal it covers. It also happens by itself as the journal grows.</summary>
    public Task<StorageResult> CompactAsync() => _journal?.CompactNowAsync(Catalog) ?? Task.FromResult(StorageResult.Success);

    /// <summary>Stops background work and closes the journal. Writes that were answered are on the disk already.</summary>
    public async ValueTask DisposeAsync()
    {
        await _removal.DisposeAsync();
        if (_journal is not null) await _journal.DisposeAsync();
    }

    /// <summary>Writes line protocol; completes when it is durable.</summary>
    internal async Task<WriteOutcome> WriteAsync(WriteRequest request, ReadOnlyMemory<byte> body)
    {
        WriteTally tally = new();
        if (Catalog.Find(request.Database) is not { } database) return new WriteOutcome(WriteStatus.DatabaseMissing, tally);
        if (database.Find(request.Policy) is not { } bucket) return new WriteOutcome(WriteStatus.PolicyMissing, tally);
        if (!_memory.Admits(body.Length))
            return new WriteOutcome(WriteStatus.Full, tally, $"cache-max-memory-size exceeded: ({_memory.Used}/{_memory.Limit})");
        if (request.WholeOrNothing && !Parses(body.Span, request.Precision, tally)) return new WriteOutcome(WriteStatus.Refused, tally);

        Task<LogAppendResult>? pending = null;
        lock (bucket.Gate)
        {
            if (bucket.IsDropped) return new WriteOutcome(WriteStatus.DatabaseMissing, tally);
            RecordWriter? record = _journal is null ? null : BeginPoints(bucket, body.Length);
            bucket.Applier.Apply_NeedsGate(body.Span, request.Precision, Now, tally, record?.Buffer);
            if (record is not null && tally.Stored > 0) pending = _journal!.AppendAsync(record);
        }

        ChangeResult durable = await DurableAsync(pending);
        return durable.IsDurable
            ? new WriteOutcome(WriteStatus.Applied, tally)
            : new WriteOutcome(durable.IsFull ? WriteStatus.Full : WriteStatus.JournalFailed, tally, durable.Error);
    }

    internal Task<ChangeResult> CreateDatabaseAsync(string name, PolicySpec policy) => ChangeAsync(
        () => Catalog.CreateDatabase_NeedsGate(name, policy), () => JournalReplay.WritePolicy(RecordKind.CreateDatabase, name, policy));

    internal Task<ChangeResult> CreatePolicyAsync(string database, PolicySpec policy) => ChangeAsync(
        () => Catalog.CreatePolicy_NeedsGate(database, policy), () => JournalReplay.WritePolicy(RecordKind.CreatePolicy, database, policy));

    internal Task<ChangeResult> AlterPolicyAsync(string database, PolicySpec policy) => ChangeAsync(
        () => Catalog.AlterPolicy_NeedsGate(database, policy), () => JournalReplay.WritePolicy(RecordKind.AlterPolicy, database, policy));

    internal Task<ChangeResult> DropPolicyAsync(string database, string policy) => ChangeAsync(
        () => Catalog.DropPolicy_NeedsGate(database, policy), () => new RecordWriter(RecordKind.DropPolicy).Text(database).Text(policy));

    internal Task<ChangeResult> DropDatabaseAsync(string name)
    {
        return ChangeAsync(Drop, () => new RecordWriter(RecordKind.DropDatabase).Text(name));

        string? Drop()
        {
            Catalog.DropDatabase_NeedsGate(name);
            return null;
        }
    }

    /// <summary>Creates <c>name</c> as a database, or <c>db/rp</c> as a policy of a database, unless it is there already.</summary>
    internal async Task<ChangeResult> CreateBucketAsync(string name, long retention)
    {
        var slash = name.IndexOf('/', StringComparison.Ordinal);
        var database = slash < 0 ? name : name[..slash];
        var policy = slash < 0 ? Database.Autogen : name[(slash + 1)..];
        if (Catalog.Find(database) is not { } existing) return await CreateDatabaseAsync(database, new PolicySpec(policy, retention));
        return slash < 0 || existing.Policies.ContainsKey(policy)
            ? ChangeResult.Durable
            : await CreatePolicyAsync(database, new PolicySpec(policy, retention));
    }

    internal async Task<ChangeResult> DropMeasurementAsync(Bucket bucket, string measurement)
    {
        Task<LogAppendResult>? pending = null;
        lock (bucket.Gate)
        {
            if (bucket.Find(measurement) is null) return ChangeResult.Durable;
            bucket.Drop_NeedsGate(measurement);
            pending = _journal?.AppendAsync(
                new RecordWriter(RecordKind.DropMeasurement).Text(bucket.Database).Text(bucket.Policy).Text(measurement));
        }

        return await DurableAsync(pending);
    }

    /// <summary>Removes the points of a range, both ends included, from the series of a measurement that are meant.</summary>
    internal async Task<ChangeResult> DeleteAsync(Bucket bucket, string measurement, Func<Series, bool> meant, long from, long to)
    {
        Task<LogAppendResult>? pending = null;
        lock (bucket.Gate)
        {
            if (bucket.Find(measurement) is not { } found) return ChangeResult.Durable;
            string[] keys = [.. found.Series.Where(meant).Select(static series => series.Key)];
            RecordWriter record = new RecordWriter(RecordKind.DeleteRange).Text(bucket.Database).Text(bucket.Policy).Text(measurement)
                .Int64(from).Int64(to).Int32(keys.Length);
            foreach (var key in keys) record.Text(key);
            bucket.RemoveRange_NeedsGate(found, meant, from, to);
            pending = _journal?.AppendAsync(record);
        }

        return await DurableAsync(pending);
    }

    private static RecordWriter BeginPoints(Bucket bucket, int bodyBytes)
    {
        // Lines without a timestamp grow by one; with room for some of that most records are never copied.
        var capacity = bodyBytes + (bodyBytes / 4) + 256;
        return new RecordWriter(RecordKind.Points, capacity).Text(bucket.Database).Text(bucket.Policy);
    }

    private static bool Parses(ReadOnlySpan<byte> text, TimestampPrecision precision, WriteTally tally)
    {
        // The body's limit is enough: a line at the router's own limit is longer here by its timestamp.
        LineReader reader = new(text, precision, int.MaxValue);
        while (true)
        {
            LineStatus status = reader.Read(out PointLine point, out Rejection? rejection);
            if (status == LineStatus.End) return tally.Unparsable == 0;
            if (status == LineStatus.Rejected) tally.AddUnparsable(text[point.Start..point.End], rejection!);
        }
    }

    private async Task<ChangeResult> ChangeAsync(Func<string?> change, Func<RecordWriter> record)
    {
        Task<LogAppendResult>? pending;
        lock (Catalog.Gate)
        {
            var error = change();
            if (error is not null) return new ChangeResult(error, IsRefused: true);
            pending = _journal?.AppendAsync(record());
        }

        return await DurableAsync(pending);
    }

    private async Task<ChangeResult> DurableAsync(Task<LogAppendResult>? pending)
    {
        if (pending is null) return ChangeResult.Durable;
        LogAppendResult appended = await pending;
        if (appended.Status == LogAppendStatus.Appended)
        {
            _journal!.CompactWhenDue(Catalog);
            return ChangeResult.Durable;
        }

        var full = appended.Status is LogAppendStatus.Full or LogAppendStatus.Busy;
        return new ChangeResult(appended.Message ?? "the journal cannot be written", IsFull: full);
    }
}

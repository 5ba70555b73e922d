using System.Diagnostics.CodeAnalysis;
using Holdfast.Routing.LineProtocol;

namespace Holdfast.Routing.Contracts;

/// <summary>
/// What the points of one tier may be like: their contracts, and where these are silent what was seen first. Field types are learnt and do
/// not change, unless a store refuses the points that taught them; tag values are learnt too, up to the limits. Safe for any number of threads: a point of which
/// everything is known is checked without a lock and without an allocation, and only one that teaches something takes the lock.
/// </summary>
/// <remarks>
/// Names are compared as the lines write them, escapes in place. That is exact: line protocol has one way to write a name, since what must be
/// escaped in a place always is and nothing else can be. Tag values are remembered as 64-bit hashes, so a new value is taken for a
/// known one with odds of its key's count to 2^64, and is then admitted uncounted; names are compared in full.
/// </remarks>
public sealed class Schema
{
    // Stands for every measurement that is not known: of it nothing is known, so each of its points would teach something.
    private readonly MeasurementSchema _unknown = new([]);

    private readonly SchemaTables _tables;
    private readonly Lock _lock = new();
    private List<LearntField> _new = [];

    /// <summary>Starts with the contracts and nothing learnt.</summary>
    /// <param name="tier">The tier's name, as contracts give it.</param>
    /// <param name="contracts">The contracts of all tiers: those of others are there to be kept out.</param>
    /// <param name="limits">How much may be learnt; each at least 1.</param>
    public Schema(string tier, ContractSet contracts, SchemaLimits limits)
    {
        ArgumentException.ThrowIfNullOrEmpty(tier);
        ArgumentNullException.ThrowIfNull(contracts);
        ArgumentNullException.ThrowIfNull(limits);
        ArgumentOutOfRangeException.ThrowIfLessThan(Math.Min(limits.MaxTagValues, limits.MaxFields), 1, nameof(limits));
        ArgumentOutOfRangeException.ThrowIfLessThan(Math.Min(limits.MaxTagValuesInTier, limits.MaxNameBytes), 1, nameof(limits));
        _tables = new SchemaTables(tier, contracts, limits);
    }

    /// <summary>How many fields have been learnt; at most <see cref="SchemaLimits.MaxFields"/>.</summary>
    public int LearntFields => _tables.Fields;

    /// <summary>How many tag values are remembered; at most <see cref="SchemaLimits.MaxTagValuesInTier"/>.</summary>
    public int TagValues => _tables.TagValues;

    /// <summary>Checks a point and learns from it. A point that is rejected teaches nothing.</summary>
    /// <param name="text">The text that the point was read from.</param>
    /// <param name="point">A point that <see cref="LineReader"/> accepted.</param>
    /// <param name="rejection">Why it is not admitted; null when it is.</param>
    public bool TryAdmit(ReadOnlySpan<byte> text, in PointLine point, [NotNullWhen(false)] out Rejection? rejection)
    {
        var name = text[point.Start..point.MeasurementEnd];
        var hash = ByteHash.Compute(name);
        var admission = new Admission(_tables, text, point, lesson: null);
        var admitted = admission.Check(_tables.Measurements.Find(name, hash) ?? _unknown);
        rejection = admission.Rejection;
        if (!admitted || !admission.Teaches)
            return admitted;
        lock (_lock)
            return TryLearn_NeedsLock(text, point, hash, out rejection);
    }

    /// <summary>
    /// Forgets the types that points taught, or may have taught, which a store refused over a field's type: otherwise one bad point would have every good one
    /// rejected after it. Of their fields those are forgotten that the refusal names in quotes, that no contract fixes, and of which just that type is known.
    /// </summary>
    /// <param name="text">The refused lines, normalised.</param>
    /// <param name="refusal">The store's words.</param>
    /// <returns>How many fields were forgotten.</returns>
    public int Forget(ReadOnlySpan<byte> text, string refusal)
    {
        ArgumentNullException.ThrowIfNull(refusal);
        var forgotten = 0;
        var lines = new LineReader(text, TimestampPrecision.Nanoseconds, int.MaxValue);
        lock (_lock)
        {
            for (var status = lines.Read(out var point, out _); status != LineStatus.End; status = lines.Read(out point, out _))
            {
                var name = text[point.Start..point.MeasurementEnd];
                if (status == LineStatus.Point && _tables.Measurements.Find(name, ByteHash.Compute(name)) is { } measurement)
                    forgotten += Forget_NeedsLock(measurement, text, point, refusal);
            }
        }

        return forgotten;
    }

    /// <summary>
    /// The fields learnt, and forgotten, since this was last asked, in the order in which that happened; each is told once, so whoever cannot keep them
    /// must hold on to them. They are to be kept before the points that taught them are acknowledged, if a restart is never to learn them anew.
    /// </summary>
    public IReadOnlyList<LearntField> TakeNew()
    {
        lock (_lock)
        {
            var taken = _new;
            _new = [];
            return taken;
        }
    }

    /// <summary>
    /// Learns what was kept from an earlier run; it will not be told again as new. Passed over are fields that are known already (of two types
    /// the first counts), that a contract fixes or forbids, that no line could carry, or that go beyond the limits.
    /// </summary>
    /// <returns>How many fields were learnt from it.</returns>
    public int Load(IEnumerable<LearntField> fields)
    {
        ArgumentNullException.ThrowIfNull(fields);
        lock (_lock)
            return fields.Count(TryLoad_NeedsLock);
    }

    private int Forget_NeedsLock(MeasurementSchema measurement, ReadOnlySpan<byte> text, in PointLine point, string refusal)
    {
        var forgotten = 0;
        var fields = new FieldReader(text, point);
        while (fields.Read(out var span))
        {
            var key = text[span.KeyStart..span.KeyEnd];
            if (measurement.Fields.Find(key, ByteHash.Compute(key)) is not { Contract: null } known || known.Type != span.Type)
                continue;
            var field = LineEscapes.UnescapeKey(key);
            if (!refusal.Contains($"\"{field}\"", StringComparison.Ordinal) && !refusal.Contains($"'{field}'", StringComparison.Ordinal))
                continue;
            measurement.Fields.Put_NeedsLock(new(known.Key, FieldType.None, contract: null));
            _new.Add(new(LineEscapes.UnescapeMeasurement(measurement.Key), field, FieldType.None));
            forgotten++;
        }

        return forgotten;
    }

    private bool TryLearn_NeedsLock(ReadOnlySpan<byte> text, in PointLine point, ulong hash, out Rejection? rejection)
    {
        var name = text[point.Start..point.MeasurementEnd];
        var known = _tables.Measurements.Find(name, hash);
        var measurement = known ?? new MeasurementSchema(name.ToArray());
        var lesson = new Lesson(_tables, measurement, isNewMeasurement: known is null);
        var admission = new Admission(_tables, text, point, lesson);
        var admitted = admission.Check(measurement);
        rejection = admission.Rejection;
        if (admitted)
            lesson.Apply_NeedsLock(_new);
        return admitted;
    }

    private bool TryLoad_NeedsLock(LearntField field)
    {
        if (field.Type is FieldType.None || !Enum.IsDefined(field.Type)
            || !LineEscapes.TryEscapeMeasurement(field.Measurement, out var name) || !LineEscapes.TryEscapeKey(field.Field, out var key))
            return false;
        var known = _tables.Measurements.Find(name, ByteHash.Compute(name));
        var measurement = known ?? new MeasurementSchema(name);
        var lesson = new Lesson(_tables, measurement, isNewMeasurement: known is null);
        if (measurement.Contract is { UnknownFields: false } || measurement.Fields.Find(key, ByteHash.Compute(key)) is not null || !lesson.HasRoomForField(key.Length))
            return false;
        lesson.Add(key, field.Type);
        lesson.Apply_NeedsLock([]);
        return true;
    }
}

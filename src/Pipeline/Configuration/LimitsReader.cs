namespace Holdfast.Pipeline.Configuration;

/// <summary>Reads <c>Holdfast:Limits</c>.</summary>
internal static class LimitsReader
{
    private const int KiB = 1024;
    private const int GiB = 1024 * 1024 * 1024;
    private const long TiB = 1L << 40;

    private static readonly TimeSpan Shortest = TimeSpan.FromMilliseconds(100);

    public static LimitOptions Read(SectionReader reader)
    {
        var defaults = new LimitOptions();
        var options = new LimitOptions
        {
            MaxBodyBytes = reader.Integer32("MaxBodyBytes", defaults.MaxBodyBytes, KiB, GiB),
            MaxExpandedBytes = reader.Integer32("MaxExpandedBytes", defaults.MaxExpandedBytes, KiB, GiB),
            MaxLineBytes = reader.Integer32("MaxLineBytes", defaults.MaxLineBytes, 64, 64 * KiB * KiB),
            MaxRequests = reader.Integer32("MaxRequests", defaults.MaxRequests, 1, 1_000_000),
            MaxBytesInFlight = reader.Integer("MaxBytesInFlight", defaults.MaxBytesInFlight, KiB, TiB),
            BodyTimeout = reader.Duration("BodyTimeout", defaults.BodyTimeout, Shortest, TimeSpan.FromHours(1)),
            HeaderTimeout = reader.Duration("HeaderTimeout", defaults.HeaderTimeout, Shortest, TimeSpan.FromMinutes(10)),
            MaxConnections = reader.Integer32("MaxConnections", defaults.MaxConnections, 1, 1_000_000),
            FutureTolerance = reader.Duration("FutureTolerance", defaults.FutureTolerance, TimeSpan.Zero, TimeSpan.FromDays(36_500)),
            MaxListedRejections = reader.Integer32("MaxListedRejections", defaults.MaxListedRejections, 1, 1_000_000),
            IdempotencyEntries = reader.Integer32("IdempotencyEntries", defaults.IdempotencyEntries, 1, 10_000_000),
            IdempotencyAge = reader.Duration("IdempotencyAge", defaults.IdempotencyAge, TimeSpan.FromSeconds(1), TimeSpan.FromDays(7)),
            MaxTagValues = reader.Integer32("MaxTagValues", defaults.MaxTagValues, 1, 100_000_000),
            MaxFields = reader.Integer32("MaxFields", defaults.MaxFields, 1, 100_000_000),
            MaxTagValuesInTier = reader.Integer32("MaxTagValuesInTier", defaults.MaxTagValuesInTier, 1, 1_000_000_000),
        };
        AtLeast(reader, "MaxExpandedBytes", options.MaxExpandedBytes, "MaxBodyBytes", options.MaxBodyBytes);
        AtLeast(reader, "MaxExpandedBytes", options.MaxExpandedBytes, "MaxLineBytes", options.MaxLineBytes);
        AtLeast(reader, "MaxBytesInFlight", options.MaxBytesInFlight, "MaxExpandedBytes", options.MaxExpandedBytes);
        AtLeast(reader, "MaxTagValuesInTier", options.MaxTagValuesInTier, "MaxTagValues", options.MaxTagValues);
        reader.End();
        return options;
    }

    /// <summary>A limit that holds the other cannot be smaller than it, or a part of the other would never count.</summary>
    private static void AtLeast(SectionReader reader, string key, long value, string otherKey, long other)
    {
        if (value < other && reader.Errors.NoneAt(reader.At(key), reader.At(otherKey)))
            reader.Errors.Add(reader.At(key), $"{value} is below {otherKey}, {other}", $"Give at least {otherKey}");
    }
}

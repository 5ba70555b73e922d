namespace Holdfast.Standalone.Embedded.Engine;

/// <summary>What a statement or a request says about a retention policy; null leaves it to the default or as it is.</summary>
/// <param name="Name">The policy's name.</param>
/// <param name="Duration">Nanoseconds kept, zero for ever.</param>
/// <param name="ShardDuration">Nanoseconds of a shard; zero for InfluxDB's own choice.</param>
/// <param name="IsDefault">Whether it becomes the database's default policy.</param>
internal sealed record PolicySpec(string? Name, long? Duration = null, long? ShardDuration = null, bool IsDefault = false)
{
    /// <summary>InfluxDB's least retention.</summary>
    public const long LeastDuration = Hour;

    private const long Hour = 3_600_000_000_000;
    private const long Day = 24 * Hour;

    /// <summary>InfluxDB's shard duration for a retention: 1 h below two days, 1 d up to 180 days, else 7 d.</summary>
    public static long ShardFor(long duration) => duration switch
    {
        0 => 7 * Day,
        < 2 * Day => Hour,
        <= 180 * Day => Day,
        _ => 7 * Day,
    };

    /// <summary>The shard duration that results: InfluxDB's choice, or what was asked for, at least an hour.</summary>
    public static long ShardFor(long duration, long? asked) => asked is null or 0 ? ShardFor(duration) : Math.Max(Hour, asked.Value);
}

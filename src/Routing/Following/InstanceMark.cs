using System.Text.Json.Serialization;

namespace Holdfast.Routing.Following;

/// <summary>What the authority remembers of one instance: which of its messages have counted, so that each counts once, and whether it lives.</summary>
/// <param name="Instance">The instance's id, new with every start of a process.</param>
/// <param name="Newest">The highest number of its messages so far.</param>
/// <param name="Seen">
/// The <see cref="Span"/> numbers up to <paramref name="Newest"/>, which is bit 0; a set bit has counted. What is older is taken for counted.
/// </param>
/// <param name="LastSeen">When a message of it last counted, by the breaker's clock.</param>
/// <param name="RewindPending">Whether it still has writes to replay to the store that it may have lost; as of its newest report.</param>
public sealed record InstanceMark(string Instance, long Newest, ulong Seen, DateTimeOffset LastSeen, bool RewindPending)
{
    /// <summary>How far a message may come behind a later one and still count.</summary>
    public const int Span = 64;

    /// <summary>The longest id of an instance, in characters.</summary>
    public const int MaximumInstance = 128;

    /// <summary>The highest number that is believed.</summary>
    public const long MaximumNumber = 1L << 52;

    /// <summary>Whether a message has counted, or has come too late to.</summary>
    public bool HasSeen(long number) => number <= Newest && (Newest - number >= Span || ((Seen >> (int)(Newest - number)) & 1) != 0);

    [JsonIgnore]
    internal bool IsSound => Instance is { Length: > 0 and <= MaximumInstance } && Newest is > 0 and <= MaximumNumber && (Seen & 1) != 0;

    /// <summary>This mark after a message that it has not seen.</summary>
    internal InstanceMark See(long number, DateTimeOffset clock)
    {
        if (number <= Newest)
            return this with { Seen = Seen | (1UL << (int)(Newest - number)), LastSeen = clock };
        var ahead = number - Newest;
        return this with { Newest = number, Seen = (ahead >= Span ? 0 : Seen << (int)ahead) | 1, LastSeen = clock };
    }
}

using System.Collections.Immutable;
using System.Text.Json;

namespace Holdfast.Routing.Planning;

/// <summary>The outside form of <see cref="SkipReason"/>, as <c>x-fallback-reason</c> and the metrics carry it.</summary>
public static class SkipReasons
{
    private static readonly ImmutableArray<string> Texts =
        [.. Enum.GetValues<SkipReason>().Select(static reason => JsonNamingPolicy.SnakeCaseLower.ConvertName(reason.ToString()))];

    /// <summary>The reason in snake case, such as <c>breaker_open</c>. Allocates nothing.</summary>
    public static string Text(this SkipReason reason) => Texts[(int)reason];

    /// <summary>The reason that a failed attempt gives for going on to the next target.</summary>
    public static SkipReason Of(WriteClass outcome) => outcome switch
    {
        WriteClass.Committed => SkipReason.None,
        WriteClass.Hung => SkipReason.TimedOut,
        WriteClass.Throttled => SkipReason.Throttled,
        WriteClass.Misconfigured => SkipReason.Ineligible,
        _ => SkipReason.Failed,
    };
}

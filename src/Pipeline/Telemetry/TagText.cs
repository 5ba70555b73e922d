using System.Collections.Immutable;
using System.Text.Json;
using Holdfast.Routing.Planning;

namespace Holdfast.Pipeline.Telemetry;

/// <summary>The words that enumerations are tagged with: snake case, made once, so that tagging allocates nothing.</summary>
internal static class TagText
{
    private static readonly ImmutableArray<string> Outcomes = Words<WriteEnding>();
    private static readonly ImmutableArray<string> Classes = Words<WriteClass>();
    private static readonly ImmutableArray<string> Refusals = Words<AdmissionRefusal>();

    public static string Text(this WriteEnding outcome) => Outcomes[(int)outcome];

    public static string Text(this WriteClass outcome) => Classes[(int)outcome];

    public static string Text(this AdmissionRefusal refusal) => Refusals[(int)refusal];

    /// <summary>For what happens rarely, such as a breaker's transition: the word is made anew each time.</summary>
    public static string Rare<T>(T value)
        where T : struct, Enum =>
        JsonNamingPolicy.SnakeCaseLower.ConvertName(value.ToString());

    private static ImmutableArray<string> Words<T>()
        where T : struct, Enum =>
        [.. Enum.GetNames<T>().Select(JsonNamingPolicy.SnakeCaseLower.ConvertName)];
}

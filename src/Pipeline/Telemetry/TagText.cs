using System.Collections.Immutable;
using System.Text.Json;

namespace Holdfast.Pipeline.Telemetry;

/// <summary>The words that enumerations are tagged with: snake case, made once, so that tagging allocates nothing.</summary>
internal static class TagText
{
    private static readonly ImmutableArray<string> Outcomes = Words<WriteOutcome>();
    private static readonly ImmutableArray<string> Refusals = Words<AdmissionRefusal>();

    public static string Text(this WriteOutcome outcome) => Outcomes[(int)outcome];

    public static string Text(this AdmissionRefusal refusal) => Refusals[(int)refusal];

    private static ImmutableArray<string> Words<T>()
        where T : struct, Enum =>
        [.. Enum.GetNames<T>().Select(JsonNamingPolicy.SnakeCaseLower.ConvertName)];
}

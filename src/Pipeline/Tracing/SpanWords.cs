using System.Collections.Immutable;
using System.Diagnostics;
using System.Text.Json;
using Holdfast.Routing.Planning;

namespace Holdfast.Pipeline.Tracing;

/// <summary>The words of enumerations on spans and in routes: snake case, made once.</summary>
internal static class SpanWords
{
    private static readonly ImmutableArray<string> Classes =
        [.. Enum.GetValues<WriteClass>().Select(static value => JsonNamingPolicy.SnakeCaseLower.ConvertName(value.ToString()))];

    public static string Text(this WriteClass value) => Classes[(int)value];

    /// <summary>Says what came of a write: its class, and an error status for every class but the good one.</summary>
    public static void SetOutcome(this Activity span, WriteClass outcome, int status)
    {
        var word = outcome.Text();
        span.SetTag(SpanTags.Outcome, word);
        if (status > 0)
            span.SetTag(SpanTags.Status, status);
        if (outcome == WriteClass.Committed)
            return;
        span.SetTag(SpanTags.ErrorType, status >= 400 ? $"{status}" : word);
        span.SetStatus(ActivityStatusCode.Error, word);
    }
}

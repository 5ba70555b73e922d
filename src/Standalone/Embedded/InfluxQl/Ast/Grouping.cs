using System.Collections.Immutable;

namespace Holdfast.Standalone.Embedded.InfluxQl.Ast;

/// <summary>A GROUP BY clause.</summary>
/// <param name="Tags">The tags named.</param>
/// <param name="AllTags">Whether <c>*</c> stands in it.</param>
/// <param name="Interval">The window in nanoseconds, zero for none.</param>
/// <param name="Offset">By how many nanoseconds the windows are shifted.</param>
/// <param name="Error">A fault that InfluxDB reports only when it executes the statement.</param>
internal sealed record Grouping(ImmutableArray<string> Tags, bool AllTags, long Interval, long Offset, string? Error = null)
{
    public static readonly Grouping Nothing = new([], AllTags: false, Interval: 0, Offset: 0);
}

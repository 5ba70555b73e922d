using System.Diagnostics;

namespace Holdfast.Pipeline.Tests.Tracing;

/// <summary>Short words for reading spans.</summary>
internal static class SpanReading
{
    /// <summary>A tag's text; null when it is not there.</summary>
    public static string? Tag(this Activity span, string name) => span.GetTagItem(name) as string;
}

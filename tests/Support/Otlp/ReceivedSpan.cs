namespace Holdfast.Tests.Support.Otlp;

/// <summary>A span as a collector received it.</summary>
internal sealed record ReceivedSpan(string Resource, string Scope, string TraceId, string SpanId, string ParentId, string Name, int Kind, int Status)
{
    /// <summary>The ids as the wire carries them between servers.</summary>
    public string TraceParent => $"00-{TraceId}-{SpanId}-01";

    public Dictionary<string, string> Tags { get; init; } = [];

    /// <summary>The linked spans, as <c>trace/span</c>.</summary>
    public List<string> Links { get; init; } = [];

    public List<string> Events { get; init; } = [];
}

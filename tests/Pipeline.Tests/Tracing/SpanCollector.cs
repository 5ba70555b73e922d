using System.Diagnostics;
using Holdfast.Pipeline.Tracing;

namespace Holdfast.Pipeline.Tests.Tracing;

/// <summary>Takes the spans of this thread, as an exporter would.</summary>
internal sealed class SpanCollector : IDisposable
{
    private readonly int _thread = Environment.CurrentManagedThreadId;
    private readonly ActivityListener _listener;

    public SpanCollector(ActivitySamplingResult sampling = ActivitySamplingResult.AllDataAndRecorded)
    {
        _listener = new()
        {
            ShouldListenTo = static source => source.Name == HoldfastTraces.SourceName,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => Environment.CurrentManagedThreadId == _thread ? sampling : ActivitySamplingResult.None,
            ActivityStopped = Spans.Add,
        };
        ActivitySource.AddActivityListener(_listener);
    }

    /// <summary>The spans in the order of their ends.</summary>
    public List<Activity> Spans { get; } = [];

    public Activity Only(string name) => Assert.Single(Spans, span => span.OperationName == name);

    public List<Activity> All(string name) => [.. Spans.Where(span => span.OperationName == name)];

    public void Dispose() => _listener.Dispose();
}

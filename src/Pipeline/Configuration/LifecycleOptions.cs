namespace Holdfast.Pipeline.Configuration;

/// <summary>Section <c>Holdfast:Lifecycle</c>: who is told when downsampling and compaction must pause.</summary>
public sealed record LifecycleOptions
{
    /// <summary>Whether the tasks of InfluxDB 2 stores are paused and resumed over their API.</summary>
    public bool Tasks { get; init; } = true;

    /// <summary>Receives a POST when a bucket is to pause or may resume; null for nobody. http or https.</summary>
    public Uri? Webhook { get; init; }
}

namespace Holdfast.Pipeline.Sharing;

/// <summary>Asks the queue how large it is. Expected failures are values; not called on the path of a request.</summary>
public delegate Task<QueueResult<QueueSize>> QueueSizeProbe(CancellationToken cancellationToken);

namespace Holdfast.Pipeline.Stores;

/// <summary>A request that got no whole answer.</summary>
/// <param name="Kind">What happened.</param>
/// <param name="Message">For people; never a secret.</param>
public sealed record TransportFailure(TransportFailureKind Kind, string Message);

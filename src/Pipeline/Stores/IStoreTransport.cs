namespace Holdfast.Pipeline.Stores;

/// <summary>
/// The port to one store: sends a request and brings the answer. Safe for any number of callers. Its other implementation is the
/// simulator's network.
/// </summary>
public interface IStoreTransport
{
    /// <summary>Sends one request. That no answer came is a value in the response, not an exception.</summary>
    /// <param name="request">The request.</param>
    /// <param name="ct">The caller's limit: there is no other on an established connection.</param>
    /// <exception cref="OperationCanceledException">
    /// <paramref name="ct"/> was cancelled; the store may still apply the request. The caller knows whether time or its own caller ended it.
    /// </exception>
    Task<StoreResponse> SendAsync(StoreRequest request, CancellationToken ct);
}

using Microsoft.DurableTask.Client;

namespace Holdfast.Functions.Durable;

/// <summary>
/// Holds the client of the orchestrations and entities for the background services: it can only be bound into functions, so every function
/// that is called anyway offers its own. Safe for any number of threads.
/// </summary>
public sealed class DurableClientHolder
{
    private volatile DurableTaskClient? _current;

    /// <summary>The client that was offered last; null until the first function was called.</summary>
    public DurableTaskClient? Current => _current;

    /// <summary>Holds this one from now on. Costs one volatile write at most, so it may stand on the request path.</summary>
    public void Offer(DurableTaskClient client)
    {
        if (!ReferenceEquals(_current, client))
            _current = client;
    }
}

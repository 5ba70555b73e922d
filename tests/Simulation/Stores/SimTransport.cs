using Holdfast.Pipeline.Stores;
using Holdfast.Simulation.World;

namespace Holdfast.Simulation.Stores;

/// <summary>The wire between one process and one store.</summary>
/// <param name="process">The process.</param>
/// <param name="store">The store.</param>
internal sealed class SimTransport(SimProcess process, SimStore store) : IStoreTransport
{
    public async Task<StoreResponse> SendAsync(StoreRequest request, CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        if (process.Gate.IsClosed)
            return StoreResponse.Failed(TransportFailureKind.Reset, "the process is gone");
        if (process.IsCutFrom(store))
            await Task.Delay(Timeout.InfiniteTimeSpan, process.Time, ct);
        var sent = store.Receive(process, request);
        using var registration = ct.UnsafeRegister(static (state, token) => ((SimRequest)state!).Cancel(token), sent);
        return await sent.Answer;
    }
}

using Holdfast.Pipeline.Stores;

namespace Holdfast.Functions.Tests.EndToEnd;

/// <summary>A store as one instance reaches it.</summary>
internal sealed class LivingStore(IStoreTransport store, HeadInstance instance, Action<HeadInstance> answered) : IStoreTransport
{
    public Task<StoreResponse> SendAsync(StoreRequest request, CancellationToken ct) => instance.Life.CallAsync(async () =>
    {
        var answer = await store.SendAsync(request, ct);
        if (request.Method == HttpMethod.Post)
            answered(instance);
        return answer;
    });
}

using Holdfast.Pipeline.Stores;

namespace Holdfast.Pipeline.Tests.Support;

/// <summary>A transport whose answers a test decides, and which notes what it was asked.</summary>
internal sealed class ScriptedTransport(Func<StoreRequest, CancellationToken, Task<StoreResponse>> answer) : IStoreTransport
{
    public ScriptedTransport(Func<StoreRequest, StoreResponse> answer)
        : this((request, _) => Task.FromResult(answer(request)))
    {
    }

    public ScriptedTransport(int status, string body = "")
        : this(_ => new() { Status = status, Body = body })
    {
    }

    public List<StoreRequest> Requests { get; } = [];

    public Task<StoreResponse> SendAsync(StoreRequest request, CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        lock (Requests)
            Requests.Add(request);
        return answer(request, ct);
    }

    /// <summary>An answer that never comes; only the caller's limit ends it.</summary>
    public static async Task<StoreResponse> HangAsync(CancellationToken ct)
    {
        var never = new TaskCompletionSource<StoreResponse>();
        await using var registration = ct.Register(() => never.TrySetCanceled(ct));
        return await never.Task;
    }
}

using Holdfast.Pipeline.Stores;
using Holdfast.Pipeline.Writing;
using Holdfast.Simulation.World;

namespace Holdfast.Simulation.Stores;

/// <summary>One request on its way between a process and a store. It lives on at the store when the process is gone.</summary>
/// <param name="process">Who sent it.</param>
/// <param name="request">What was sent.</param>
/// <param name="body">Its body.</param>
/// <param name="number">The store's number for it.</param>
internal sealed class SimRequest(SimProcess process, StoreRequest request, string body, int number)
{
    private readonly TaskCompletionSource<StoreResponse> _answer = new();

    public SimProcess Process => process;

    public string Path => request.PathAndQuery;

    public string Body => body;

    public int Number => number;

    /// <summary>The most bytes that the process reads of an answer.</summary>
    public int MaximumAnswer => request.MaximumAnswer;

    public bool IsQuestion => Path.StartsWith("/query", StringComparison.Ordinal);

    /// <summary>Whether a process waits for it as for a write of points.</summary>
    public bool IsLive => IsWrite && !IsAbandoned && !Body.StartsWith(StoreProber.Measurement, StringComparison.Ordinal);

    public bool IsWrite => request.Method == HttpMethod.Post;

    /// <summary>What the process waits for.</summary>
    public Task<StoreResponse> Answer => _answer.Task;

    /// <summary>Whether nobody waits for the answer any more: the process has given up, or is gone.</summary>
    public bool IsAbandoned => _answer.Task.IsCompleted || process.Gate.IsClosed;

    /// <summary>Whether the store has sent an answer, or has lost the connection.</summary>
    public bool IsAnswered { get; set; }

    /// <summary>When the store first answered anything after this was sent, in ticks; null for never.</summary>
    public long? PassedBy { get; set; }

    public void Cancel(CancellationToken token) => _answer.TrySetCanceled(token);

    /// <summary>Lets the answer reach the process; false if nobody waited for it.</summary>
    public bool Deliver(StoreResponse response) => !IsAbandoned && _answer.TrySetResult(response);
}

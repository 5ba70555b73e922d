using Microsoft.AspNetCore.Http.Features;

namespace Holdfast.Standalone.Tests.Connections;

/// <summary>A request whose answer is completed when a test chooses, and which tells whether it was aborted.</summary>
internal sealed class GateRequest : HttpResponseFeature, IHttpRequestLifetimeFeature
{
    private readonly Stack<(Func<object, Task> Callback, object State)> _completed = [];

    public CancellationToken RequestAborted { get; set; }

    public bool IsAborted { get; private set; }

    public void Abort() => IsAborted = true;

    public override void OnCompleted(Func<object, Task> callback, object state) => _completed.Push((callback, state));

    public async Task CompleteAsync()
    {
        while (_completed.TryPop(out var step))
            await step.Callback(step.State);
    }
}

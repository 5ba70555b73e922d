using Holdfast.Pipeline.Overview;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Holdfast.Pipeline.Hosting;

/// <summary>
/// Looks at everything once a second, and tells those who listen. When the process is told to stop, it ends their streams before anything else is
/// stopped: the server waits for its requests, and these would never end.
/// </summary>
/// <param name="feed">Looks and tells.</param>
/// <param name="time">The clock.</param>
/// <param name="log">Where faults are told.</param>
internal sealed class OverviewLoop(OverviewFeed feed, TimeProvider time, ILogger<OverviewLoop> log) : Loop(TimeSpan.FromSeconds(1), time, log), IHostedLifecycleService
{
    /// <inheritdoc/>
    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StoppingAsync(CancellationToken cancellationToken)
    {
        feed.Close();
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    protected override Task StepAsync(CancellationToken stopping) => feed.StepAsync();
}

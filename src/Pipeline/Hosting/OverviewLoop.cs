using Holdfast.Pipeline.Overview;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Holdfast.Pipeline.Hosting;

/// <summary>Looks at everything once a second, and tells those who listen. When the process is told to stop, it ends their streams first of all.</summary>
/// <param name="feed">Looks and tells.</param>
/// <param name="lifetime">Tells of the stop: hosted services are told only after the server has waited for its requests.</param>
/// <param name="time">The clock.</param>
/// <param name="log">Where faults are told.</param>
internal sealed class OverviewLoop(OverviewFeed feed, IHostApplicationLifetime lifetime, TimeProvider time, ILogger<OverviewLoop> log)
    : Loop(TimeSpan.FromSeconds(1), time, log)
{
    /// <inheritdoc/>
    public override Task StartAsync(CancellationToken cancellationToken)
    {
        lifetime.ApplicationStopping.Register(feed.Close);
        return base.StartAsync(cancellationToken);
    }

    /// <inheritdoc/>
    protected override Task StepAsync(CancellationToken stopping) => feed.StepAsync();
}

using Microsoft.Extensions.Hosting;

namespace Holdfast.Standalone.Embedded.Http;

/// <summary>Leaves signals alone: an embedded store starts and stops when its owner says so, and several live in one process.</summary>
internal sealed class SilentLifetime : IHostLifetime
{
    public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}

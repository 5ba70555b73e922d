using Holdfast.Pipeline;
using Holdfast.Pipeline.Hosting;
using Holdfast.Pipeline.Http;
using Holdfast.Pipeline.Lifecycle;
using Holdfast.Pipeline.Reconciling;
using Holdfast.Pipeline.Security;
using Holdfast.Pipeline.Stores;
using Holdfast.Pipeline.Telemetry;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Holdfast.Functions.Hosting;

/// <summary>
/// What must have happened before the first write is taken, in the order of Standalone's start. It happens before any hosted service is
/// started, the worker's connection to its host among them, so no function is called before it has ended. Its waits are bounded: a store that
/// does not answer costs <see cref="RetentionVerifier.ReadLimit"/>, far less than the minute that the host gives a worker to start.
/// </summary>
/// <param name="services">The services; resolved here, so that none is made before the host is built.</param>
/// <param name="settings">Whether there are tokens.</param>
/// <param name="log">Where faults are told.</param>
internal sealed partial class HeadPreparation(IServiceProvider services, HeadSettings settings, ILogger<HeadPreparation> log) : IHostedLifecycleService
{
    private readonly ILogger _log = log;

    /// <inheritdoc/>
    public async Task StartingAsync(CancellationToken cancellationToken)
    {
        // The instruments are read from their first value on, not from the first time that somebody asks; the first write must not wait for its endpoint.
        _ = services.GetRequiredService<StatusEndpoint>();
        _ = services.GetRequiredService<WriteEndpoint>();
        services.GetRequiredService<PipelineWiring>().Connect();
        if (settings.ServiceBus is null)
            await LearnAsync();

        // Its fences must be up before the first write is taken and the first batch delivered; they are lowered by themselves.
        await services.GetRequiredService<Reconciler>().StartAsync();
        if (settings.Pipeline.Tokens.Count == 0)
            Open(_log, LoopbackRule.Warning);

        // The first write must find its targets verified, not go to the log for want of an answer.
        await services.GetRequiredService<RetentionVerifier>().VerifyAllAsync(cancellationToken);
        await services.GetRequiredService<LifecycleGate>().StepAsync(cancellationToken);
    }

    /// <summary>What is shared instead is read once a function has brought the client for it.</summary>
    private async Task LearnAsync()
    {
        var learnt = await services.GetRequiredService<LearntFields>().LoadAsync();
        if (learnt.Damaged > 0)
            SchemaDamaged(_log, learnt.Damaged);
    }

    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StartedAsync(CancellationToken cancellationToken)
    {
        // With shared fences it is declared by their loop, once it knows them.
        if (settings.ServiceBus is null)
            services.GetRequiredService<Readiness>().Declare();
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    [LoggerMessage(EventId = EventIds.HeadSchemaDamaged, Level = LogLevel.Warning, Message = "{Lines} lines of the learnt field types were not readable; they will be learnt again")]
    private static partial void SchemaDamaged(ILogger log, int lines);

    [LoggerMessage(EventId = EventIds.HeadOpenToLoopback, Level = LogLevel.Warning, Message = "{Warning}")]
    private static partial void Open(ILogger log, string warning);
}

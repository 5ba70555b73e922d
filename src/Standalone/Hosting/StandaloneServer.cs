using System.Net.Sockets;
using System.Security.Cryptography;
using Holdfast.Pipeline;
using Holdfast.Pipeline.Configuration;
using Holdfast.Pipeline.DeadLetters;
using Holdfast.Pipeline.Deferring;
using Holdfast.Pipeline.Draining;
using Holdfast.Pipeline.Hosting;
using Holdfast.Pipeline.Http;
using Holdfast.Pipeline.Lifecycle;
using Holdfast.Pipeline.Reconciling;
using Holdfast.Pipeline.Recovering;
using Holdfast.Pipeline.Stores;
using Holdfast.Pipeline.Telemetry;
using Holdfast.Routing.Contracts;
using Holdfast.Standalone.Connections;
using Holdfast.Standalone.Embedded;
using Holdfast.Standalone.Loops;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Holdfast.Standalone.Hosting;

/// <summary>One running Standalone: its embedded stores, its data, its loops and its HTTP server.</summary>
internal sealed partial class StandaloneServer : IAsyncDisposable
{
    /// <summary>How long requests in flight are waited for when the process is told to stop.</summary>
    public static readonly TimeSpan ShutdownLimit = TimeSpan.FromSeconds(30);

    private readonly WebApplication _app;
    private readonly LocalData _data;
    private readonly IReadOnlyList<EmbeddedStoreServer> _embedded;

    private StandaloneServer(WebApplication app, LocalData data, IReadOnlyList<EmbeddedStoreServer> embedded)
    {
        _app = app;
        _data = data;
        _embedded = embedded;
    }

    /// <summary>The pipeline's services.</summary>
    public IServiceProvider Services => _app.Services;

    /// <summary>The addresses that are listened on, with the ports that were really bound.</summary>
    public IReadOnlyList<string> Addresses =>
        [.. _app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()?.Addresses ?? []];

    /// <summary>The embedded stores, in the order of their definition.</summary>
    public IReadOnlyList<EmbeddedStoreServer> EmbeddedStores => _embedded;

    /// <summary>Starts everything in order: stores, data, verification of the targets, and last the listening.</summary>
    /// <param name="builder">The host's builder with its configuration complete.</param>
    /// <param name="settings">The validated configuration.</param>
    /// <param name="contracts">The measurements' contracts.</param>
    /// <param name="cancellation">Gives the start up.</param>
    public static async Task<(StandaloneServer? Server, StartFailure? Failure)> StartAsync(
        WebApplicationBuilder builder, HoldfastSettings settings, ContractSet contracts, CancellationToken cancellation)
    {
        WorkerThreads.Reserve();
        var time = TimeProvider.System;
        var (data, error) = await LocalData.OpenAsync(settings.Data, time, cancellation);
        if (data is null)
            return (null, new(1, [error ?? "the data folder cannot be used"]));

        var (embedded, refused) = await EmbeddedFleet.StartAsync(settings, time, cancellation);
        if (refused is not null)
        {
            await data.DisposeAsync();
            return (null, new(1, [refused]));
        }

        Register(builder, settings, contracts, data);
        var app = builder.Build();
        app.Use(app.Services.GetRequiredService<ConnectionGate>().Mark);
        app.MapHoldfast();
        var server = new StandaloneServer(app, data, embedded);
        await server.PrepareAsync(settings, cancellation);
        try
        {
            await app.StartAsync(cancellation);
        }
        catch (Exception unbound) when (unbound is IOException or SocketException or InvalidOperationException)
        {
            // An address that is taken, one that this user may not listen on, or one that the server cannot serve, such as https.
            await server.DisposeAsync();
            return (null, new(1, [$"{unbound.Message} Listen somewhere else with --urls, or stop whoever uses the address."]));
        }

        app.Services.GetRequiredService<Readiness>().Declare();
        return (server, null);
    }

    /// <summary>Runs until the process is told to stop.</summary>
    public Task WaitForShutdownAsync(CancellationToken cancellation) => _app.WaitForShutdownAsync(cancellation);

    /// <summary>Stops accepting, finishes what is in flight, saves what must be saved, and closes. Safe to call twice.</summary>
    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
        await _data.DisposeAsync();
        foreach (var store in _embedded)
            await store.DisposeAsync();
    }

    private static void Register(WebApplicationBuilder builder, HoldfastSettings settings, ContractSet contracts, LocalData data)
    {
        var services = builder.Services;
        services.AddHoldfastPipeline(settings, contracts, BitConverter.ToUInt64(RandomNumberGenerator.GetBytes(sizeof(ulong))));
        services.AddSingleton(data);
        services.AddSingleton(data.Storage);
        services.AddSingleton(data.Log);
        services.AddSingleton<IDeferredLog>(data.Log);
        services.AddSingleton<IDeadLetters>(data.Letters);
        services.AddSingleton<SavedBreakers>();
        services.AddSingleton<LearntFields>();
        services.AddSingleton<OwedExpiry>();
        services.AddSingleton(new ConnectionBook(settings.Limits.MaxConnections));
        services.AddSingleton<ConnectionGate>();

        // Hosted services stop in reverse order: the HTTP server first, then the loops, so that nothing in flight loses its loop.
        services.AddHostedService<BreakerLoop>();
        services.AddHostedService<RetentionLoop>();
        services.AddHostedService<RecoveryLoop>();
        services.AddHostedService<RescueLoop>();
        services.AddHostedService<SchemaLoop>();
        services.AddHostedService<ExpiryLoop>();
        services.AddHostedService<FilesLoop>();
        services.AddHostedService<ReconcileLoop>();
        services.AddHostedService<LifecycleLoop>();
        services.AddHostedService<KeepingLoop>();
        services.AddHostedService<OverviewLoop>();
        services.Configure<HostOptions>(static options => options.ShutdownTimeout = ShutdownLimit);

        // A write is a few microseconds of work between two waits: handing it to another thread costs more than doing it at once. The
        // sockets' events are on the thread pool already, so no thread of the transport is held up.
        builder.WebHost.UseSockets(static sockets =>
        {
            sockets.UnsafePreferInlineScheduling = true;

            // One system call less per read, for 4 KiB of memory per idle connection.
            sockets.WaitForDataBeforeAllocatingBuffer = false;
        });
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            ServerLimits.Apply(kestrel, settings.Limits);
            kestrel.ConfigureEndpointDefaults(listen => listen.Use(kestrel.ApplicationServices.GetRequiredService<ConnectionGate>().Guard));
        });
    }

    private async Task PrepareAsync(HoldfastSettings settings, CancellationToken cancellation)
    {
        var log = _app.Services.GetRequiredService<ILogger<StandaloneServer>>();
        _app.Services.GetRequiredService<PipelineWiring>().Connect();
        if (await _app.Services.GetRequiredService<SavedBreakers>().LoadAsync() is { } unread)
            BreakersUnreadable(log, string.Join(", ", unread.Corrupt), unread.Error);

        await _app.Services.GetRequiredService<RecoveryRunner>().LoadAsync();
        var learnt = await _app.Services.GetRequiredService<LearntFields>().LoadAsync();
        if (learnt.Damaged > 0)
            SchemaDamaged(log, learnt.Damaged);
        // Its fences must be up before the first write is taken and the first batch delivered; they are lowered by themselves.
        await _app.Services.GetRequiredService<Reconciler>().StartAsync();
        if (settings.Tokens.Count == 0)
            Open(log, Pipeline.Security.LoopbackRule.Warning);

        // Before anything is listened to: the first write must find its targets verified, not go to the log for want of an answer.
        await _app.Services.GetRequiredService<RetentionVerifier>().VerifyAllAsync(cancellation);

        // The first decision stands before anybody can ask for it.
        await _app.Services.GetRequiredService<LifecycleGate>().StepAsync(_app.Lifetime.ApplicationStopping);
    }

    [LoggerMessage(EventId = EventIds.BreakersUnreadable, Level = LogLevel.Warning, Message = "Saved breaker states were not readable and begin afresh: {Stores} {Error}")]
    private static partial void BreakersUnreadable(ILogger log, string stores, string error);

    [LoggerMessage(EventId = EventIds.SchemaDamaged, Level = LogLevel.Warning, Message = "{Lines} lines of the learnt field types were not readable; they will be learnt again")]
    private static partial void SchemaDamaged(ILogger log, int lines);

    [LoggerMessage(EventId = EventIds.OpenToLoopback, Level = LogLevel.Warning, Message = "{Warning}")]
    private static partial void Open(ILogger log, string warning);
}

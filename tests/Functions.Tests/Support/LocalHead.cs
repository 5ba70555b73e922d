using System.Text.Json;
using Holdfast.Functions.Durable;
using Holdfast.Functions.Durable.Breakers;
using Holdfast.Functions.Durable.Documents;
using Holdfast.Functions.Hosting;
using Holdfast.Tests.Contract;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Holdfast.Functions.Tests.Support;

/// <summary>The head's real composition, as one local instance, behind a real server in place of the worker's, and before a task hub in memory.</summary>
internal sealed class LocalHead : IRunningHead
{
    private readonly WebApplication _app;

    private LocalHead(WebApplication app) => _app = app;

    public Uri Address => new(_app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single());

    public IServiceProvider Services => _app.Services;

    public static async Task<IRunningHead> StartAsync(IReadOnlyList<string> settings)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Configuration.AddCommandLine([.. settings]);
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var failure = await HeadComposition.AddAsync(builder.Services, builder.Configuration, CancellationToken.None);
        Assert.True(failure is null, string.Join('\n', failure?.Errors ?? []));
        builder.Services.AddSingleton<DurableTaskClient>(Hub);
        var app = builder.Build();
        app.MapFunctions();
        await app.StartAsync();
        return new LocalHead(app);
    }

    /// <summary>A task hub whose entities work, in real time; its orchestrations are not run.</summary>
    private static FakeDurableClient Hub(IServiceProvider provider)
    {
        var world = new EntityWorld(JsonSerializerOptions.Default);
        world.Add(DurableNames.Breaker, provider.GetRequiredService<BreakerOperations>().HandleAsync);
        world.Add(DurableNames.Document, DocumentEntity.Handle);
        return new(new FakeEntityClient(world, TimeProvider.System) { Lag = TimeSpan.FromMilliseconds(20) });
    }

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
    }
}

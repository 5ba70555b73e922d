using Holdfast.Functions.Hosting;
using Holdfast.Tests.Contract;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Holdfast.Functions.Tests.Support;

/// <summary>The head's real composition, as one local instance, behind a real server in place of the worker's.</summary>
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
        var app = builder.Build();
        app.MapFunctions();
        await app.StartAsync();
        return new LocalHead(app);
    }

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
    }
}

using System.Net;

using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Holdfast.Standalone.Embedded.Http;

/// <summary>One Kestrel on one loopback endpoint, from start to stop.</summary>
internal sealed class StoreListener : IAsyncDisposable
{
    /// <summary>Connections at once; further ones are closed.</summary>
    public const int MaxConnections = 8192;

    private static readonly TimeSpan StopTimeout = TimeSpan.FromSeconds(5);

    private readonly WebApplication _app;

    private StoreListener(WebApplication app, Uri url)
    {
        _app = app;
        Url = url;
    }

    /// <summary>The URL bound, with the real port.</summary>
    public Uri Url { get; }

    /// <summary>Binds and serves. An address that is taken throws <see cref="IOException"/>.</summary>
    public static async Task<StoreListener> StartAsync(IPEndPoint endpoint, StoreHandler handler, CancellationToken cancellationToken)
    {
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Services.AddSingleton<IHostLifetime, SilentLifetime>();
        builder.Services.Configure<HostOptions>(static options => options.ShutdownTimeout = StopTimeout);
        builder.WebHost.UseKestrelCore().ConfigureKestrel(options =>
        {
            options.AddServerHeader = false;
            options.Limits.MaxRequestBodySize = null;
            options.Limits.MaxRequestLineSize = 64 * 1024;
            options.Limits.MaxRequestHeadersTotalSize = 128 * 1024;
            options.Limits.MaxConcurrentConnections = MaxConnections;
            options.Listen(endpoint, static listen => listen.Protocols = HttpProtocols.Http1);
        });
        WebApplication app = builder.Build();
        app.Run(handler.HandleAsync);
        try
        {
            await app.StartAsync(cancellationToken);
        }
        catch
        {
            await app.DisposeAsync();
            throw;
        }

        var address = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();
        return new StoreListener(app, new Uri(address));
    }

    /// <summary>Stops: gracefully, or at once with every connection reset.</summary>
    public Task StopAsync(bool graceful) => _app.StopAsync(new CancellationToken(canceled: !graceful));

    public ValueTask DisposeAsync() => _app.DisposeAsync();
}

using System.Reflection;
using System.Text;
using Holdfast.Functions.Durable.Watching;
using Holdfast.Functions.Tests.Support;
using Holdfast.Pipeline.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Holdfast.Functions.Tests.EndToEnd;

/// <summary>One instance of the composed head, its hosted services running under virtual time.</summary>
internal sealed class HeadInstance(LifeLine life, DurableTaskClient client, Func<HeadInstance, IServiceProvider> build)
{
    private static readonly MethodInfo Execute = typeof(BackgroundService).GetMethod("ExecuteAsync", BindingFlags.Instance | BindingFlags.NonPublic)!;

    private IServiceProvider? _services;

    public LifeLine Life => life;

    public DurableTaskClient Client => client;

    public IServiceProvider Services => _services ??= build(this);

    public bool IsReady => Services.GetRequiredService<Readiness>().IsReady;

    /// <summary>Starts the hosted services in the host's order; background services by their own code, since the host would begin them on the thread pool.</summary>
    public async Task StartAsync()
    {
        var hosted = Services.GetServices<IHostedService>().ToList();
        foreach (var service in hosted.OfType<IHostedLifecycleService>())
            await service.StartingAsync(CancellationToken.None);
        foreach (var service in hosted)
        {
            if (service is BackgroundService)
                _ = (Task)Execute.Invoke(service, [CancellationToken.None])!;
            else
                await service.StartAsync(CancellationToken.None);
        }

        foreach (var service in hosted.OfType<IHostedLifecycleService>())
            await service.StartedAsync(CancellationToken.None);
    }

    /// <summary>The timer fires here.</summary>
    public Task WatchAsync() => ActivatorUtilities.CreateInstance<WatchStores>(Services).WatchAsync(null!, client, CancellationToken.None);

    /// <summary>Calls an HTTP function. Of an instance that dies meanwhile there is no answer.</summary>
    public async Task<HttpResponse?> CallAsync(string function, string query = "", string body = "")
    {
        var context = new DefaultHttpContext { RequestServices = Services };
        context.Connection.RemoteIpAddress = System.Net.IPAddress.Loopback;
        context.Request.Method = body.Length == 0 ? HttpMethods.Get : HttpMethods.Post;
        context.Request.QueryString = new(query);
        context.Request.Headers.Authorization = "Token 0123456789abcdef";
        context.Request.Body = new MemoryStream(Encoding.UTF8.GetBytes(body));
        context.Request.ContentLength = context.Request.Body.Length;
        context.Response.Body = new MemoryStream();
        var call = FunctionRoutes.CallAsync(function, context);
        await Task.WhenAny(call, life.Death);
        if (!call.IsCompleted)
            return null;
        await call;
        return context.Response;
    }

    /// <summary>What an operator's route tells.</summary>
    public async Task<string> AskAsync(string function)
    {
        var response = await CallAsync(function) ?? throw new InvalidOperationException("the instance is dead");
        var text = Encoding.UTF8.GetString(((MemoryStream)response.Body).ToArray());
        Assert.True(response.StatusCode == StatusCodes.Status200OK, $"{function}: {response.StatusCode} {text}");
        return text;
    }
}

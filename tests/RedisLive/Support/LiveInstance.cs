using System.Text;
using Holdfast.Pipeline;
using Holdfast.Pipeline.Configuration;
using Holdfast.Pipeline.DeadLetters;
using Holdfast.Pipeline.Deferring;
using Holdfast.Pipeline.Ingest;
using Holdfast.Pipeline.Storage;
using Holdfast.Pipeline.Stores;
using Holdfast.Routing.Contracts;
using Holdfast.Routing.LineProtocol;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Holdfast.RedisLive.Support;

/// <summary>One instance of the pipeline as a head wires it, with claims in Redis, in front of a store that it shares with others.</summary>
internal sealed class LiveInstance : IAsyncDisposable
{
    private const string Bucket = "telemetry_hot";

    private readonly ServiceProvider _provider;
    private readonly string _folder;

    private LiveInstance(ServiceProvider provider, Claimant claimant, string folder)
    {
        _provider = provider;
        _folder = folder;
        Claimant = claimant;
    }

    public Claimant Claimant { get; }

    public static async Task<LiveInstance> StartAsync(string name, string endpoints, SharedStore store, TimeSpan? limit = null)
    {
        var settings = SettingsReader.Read(new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["Holdfast:Stores:primary:Url"] = "http://127.0.0.1:1",
            ["Holdfast:Stores:primary:Api"] = "V1",
            ["Holdfast:Tiers:hot:Bucket"] = Bucket,
            ["Holdfast:Tiers:hot:Retention"] = "7.00:00:00",
            ["Holdfast:Tiers:hot:Targets:0:Store"] = "primary",
            ["Holdfast:Tiers:hot:Targets:0:Bucket"] = Bucket,
            ["Holdfast:Tiers:hot:Targets:0:Retention"] = "7.00:00:00",
            ["Holdfast:Delivery:Timeout"] = "00:00:20",
            ["Holdfast:Delivery:TryTimeout"] = "00:00:05",
        }).Build());
        Assert.Empty(settings.Errors);
        var folder = Directory.CreateTempSubdirectory("holdfast-redis-").FullName;
        var storage = new PhysicalStorage(folder);
        var log = await FileDeferredLog.OpenAsync(storage, settings.Settings!.Data, TimeProvider.System, CancellationToken.None);
        var letters = await FileDeadLetters.OpenAsync(storage, DeadLetterLimits.From(settings.Settings.Data), CancellationToken.None);
        var claimant = new Claimant(endpoints, name, limit);
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddSingleton<StoreTransportFactory>((_, _) => store);
        services.AddSingleton<IDeferredLog>(log.Value!);
        services.AddSingleton<IDeadLetters>(letters.Value!);
        services.AddSingleton<IStorage>(storage);
        services.AddSingleton<IIdempotency>(claimant.Keys);
        services.AddHoldfastPipeline(settings.Settings, ContractSet.Empty, seed: 1);
        var provider = services.BuildServiceProvider();
        provider.GetRequiredService<PipelineWiring>().Connect();
        await provider.GetRequiredService<RetentionVerifier>().VerifyAllAsync(CancellationToken.None);
        return new(provider, claimant, folder);
    }

    /// <summary>Writes one line under a key.</summary>
    public Task<IngestReply> WriteAsync(string line, string key) => _provider.GetRequiredService<Ingestor>().WriteAsync(
        new(Bucket, TimestampPrecision.Nanoseconds, key, null, DeadLetterSource.Http, Encoding.UTF8.GetBytes(line)));

    /// <summary>The key's name in Redis.</summary>
    public static string NameOf(string key) => Functions.Redis.RedisIdempotency.NameOf(new(Bucket, key));

    public async ValueTask DisposeAsync()
    {
        await _provider.DisposeAsync();
        Claimant.Dispose();
        Directory.Delete(_folder, recursive: true);
    }
}

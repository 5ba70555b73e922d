using System.Collections.Concurrent;
using Holdfast.Soak.Traffic;

namespace Holdfast.Soak.Watching;

/// <summary>Operators and their tools, who read the documents now and then, and listen to the live events for a while.</summary>
/// <param name="traffic">Where Holdfast is, and whether.</param>
/// <param name="seed">What is read next is drawn from it.</param>
internal sealed class OperatorVisits(SoakTraffic traffic, int seed) : IDisposable
{
    private const int MaxFaults = 20;

    private static readonly string[] Documents =
    [
        "/ops/stores", "/ops/recoveries", "/ops/deferred", "/ops/deadletters?limit=10", "/ops/reconciliations", "/ops/lifecycle/telemetry_hot",
        "/metrics", "/health", "/ready", "/ping",
    ];

    /// <summary>What older versions do not have.</summary>
    private static readonly string[] Newer = ["/", "/ops/overview", "/ops/events"];

    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Listening = TimeSpan.FromSeconds(8);

    private readonly HttpClient _http = new(new SocketsHttpHandler { UseProxy = false, PooledConnectionIdleTimeout = TimeSpan.FromSeconds(1) }) { Timeout = TimeSpan.FromSeconds(10) };
    private readonly Random _random = new(seed);

    /// <summary>Requests that were answered while Holdfast was there, or should have been.</summary>
    public long Requests { get; private set; }

    /// <summary>Those of them that were not answered as they must be.</summary>
    public long Failures { get; private set; }

    /// <summary>Documents that this version does not have, and how often they were asked for.</summary>
    public ConcurrentDictionary<string, int> Missing { get; } = new(StringComparer.Ordinal);

    /// <summary>Some of the failures, for people.</summary>
    public ConcurrentQueue<string> Faults { get; } = new();

    /// <summary>Visits until told to stop.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            var path = _random.Next(3) == 0 ? Newer[_random.Next(Newer.Length)] : Documents[_random.Next(Documents.Length)];
            if (traffic.Life.IsUp)
                await VisitAsync(path, traffic.Life.Changes);
            await Task.WhenAny(Task.Delay(Pause, stop));
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();

    private async Task VisitAsync(string path, int life)
    {
        string? fault = null;
        try
        {
            using var answer = await _http.GetAsync(new Uri(traffic.Holdfast, path), HttpCompletionOption.ResponseHeadersRead);
            var status = (int)answer.StatusCode;
            if (status == 404 && Newer.Contains(path, StringComparer.Ordinal))
                Missing.AddOrUpdate(path, 1, static (_, count) => count + 1);
            else if (status is < 200 or > 299)
                fault = $"{path}: {status}";
            else if (answer.Content.Headers.ContentType?.MediaType == "text/event-stream")
                fault = await ListenAsync(answer) ? null : $"{path}: no event within {Listening.TotalSeconds:0} s";
            else
                await answer.Content.ReadAsByteArrayAsync();
        }
        catch (Exception failed) when (failed is HttpRequestException or IOException or OperationCanceledException)
        {
            fault = $"{path}: {failed.Message}";
        }

        if (!traffic.Life.WasUpSince(life))
            return;
        Requests++;
        if (fault is null)
            return;
        Failures++;
        if (Faults.Count < MaxFaults)
            Faults.Enqueue(fault);
    }

    /// <returns>Whether anything came.</returns>
    private static async Task<bool> ListenAsync(HttpResponseMessage answer)
    {
        using var patience = new CancellationTokenSource(Listening);
        var (some, got) = (new byte[64 * 1024], 0L);
        await using var stream = await answer.Content.ReadAsStreamAsync(CancellationToken.None);
        try
        {
            for (int read; (read = await stream.ReadAsync(some, patience.Token)) > 0;)
                got += read;
        }
        catch (OperationCanceledException)
        {
            // Listened long enough.
        }

        return got > 0;
    }
}

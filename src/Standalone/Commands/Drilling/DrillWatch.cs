using System.Net.Http.Json;
using System.Text.Json;
using Holdfast.Standalone.Commands.Operating;

namespace Holdfast.Standalone.Commands.Drilling;

/// <summary>Asks Holdfast again and again how it stands, as an operator does, and keeps what was worst.</summary>
/// <param name="ground">What is drilled.</param>
/// <param name="traffic">Where Holdfast is.</param>
internal sealed class DrillWatch(DrillGround ground, DrillTraffic traffic) : IDisposable
{
    private static readonly TimeSpan Period = TimeSpan.FromMilliseconds(200);

    private readonly HttpClient _http = new() { Timeout = TimeSpan.FromSeconds(10) };
    private volatile DrillSight? _sight;
    private volatile HashSet<string>? _opened;
    private int _looks;

    /// <summary>How it stood last; null before it was asked, and while it is not there.</summary>
    public DrillSight? Sight => _sight;

    /// <summary>The most memory that Holdfast took, in bytes; null when that is not known.</summary>
    public long? PeakMemory { get; private set; }

    /// <summary>The largest share of the deferred log that was used; null when that is not known.</summary>
    public double? PeakLogShare { get; private set; }

    /// <summary>Begins to note the stores whose breakers are not closed.</summary>
    public void NoteOpened() => _opened = new(StringComparer.Ordinal);

    /// <summary>Ends it.</summary>
    /// <returns>The stores.</returns>
    public IReadOnlyList<string> Opened()
    {
        var opened = _opened ?? [];
        _opened = null;
        return [.. opened.Order(StringComparer.Ordinal)];
    }

    /// <summary>Watches until cancelled.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        try
        {
            while (true)
            {
                await LookAsync(stop);
                await Task.Delay(Period, traffic.Time, stop);
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // The end of the drill.
        }
    }

    /// <summary>Waits until a condition holds.</summary>
    /// <returns>How long it took; null when it did not within the limit.</returns>
    public async Task<TimeSpan?> UntilAsync(Func<DrillSight, bool> condition, TimeSpan limit, CancellationToken cancellation)
    {
        var started = traffic.Time.GetTimestamp();

        // A look that began before the wait says nothing about what holds now, and one may be under way.
        var (before, sight) = (Volatile.Read(ref _looks), _sight);
        while (Volatile.Read(ref _looks) < before + 2 || (sight = _sight) is null || !condition(sight))
        {
            if (traffic.Time.GetElapsedTime(started) > limit)
                return null;
            await Task.Delay(Period / 4, traffic.Time, cancellation);
        }

        return traffic.Time.GetElapsedTime(started);
    }

    /// <summary>Isolates or restores a store by the operators' route.</summary>
    /// <returns>What hindered it; null when nothing did.</returns>
    public async Task<string?> OrderAsync(string store, string order, CancellationToken cancellation)
    {
        if (traffic.Holdfast is not { } holdfast)
            return "Holdfast is not there";
        using var request = Request(HttpMethod.Post, new Uri(holdfast, $"/ops/stores/{store}/{order}"));
        try
        {
            using var answer = await _http.SendAsync(request, cancellation);
            return answer.IsSuccessStatusCode ? null : $"{order} of {store}: HTTP {(int)answer.StatusCode}";
        }
        catch (HttpRequestException failed)
        {
            return $"{order} of {store}: {failed.Message}";
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();

    private async Task LookAsync(CancellationToken stop)
    {
        if (traffic.Holdfast is not { } holdfast)
        {
            _sight = null;
            return;
        }

        try
        {
            var stores = await GetAsync<StoresStatus>(new Uri(holdfast, "/ops/stores"), stop);
            var deferred = await GetAsync<DeferredStatus>(new Uri(holdfast, "/ops/deferred"), stop);
            if (stores is null || deferred is null)
                return;
            var sight = new DrillSight(
                stores.Stores.ToDictionary(static store => store.Name, static store => store.Mode ?? "", StringComparer.Ordinal),
                stores.Stores.Sum(static store => store.Owed?.Batches ?? 0));
            _opened?.UnionWith(sight.Modes.Where(static mode => !string.Equals(mode.Value, "closed", StringComparison.Ordinal)).Select(static mode => mode.Key));
            PeakLogShare = Math.Max(PeakLogShare ?? 0, deferred.Share);
            if (ground.Holdfast?.PeakMemory is { } memory and > 0)
                PeakMemory = Math.Max(PeakMemory ?? 0, memory);
            _sight = sight;
            Interlocked.Increment(ref _looks);
        }
        catch (Exception gone) when (gone is HttpRequestException or InvalidOperationException or JsonException || (gone is OperationCanceledException && !stop.IsCancellationRequested))
        {
            // Killed this very moment, or too busy to answer: the next look tells.
            _sight = null;
        }
    }

    private async Task<T?> GetAsync<T>(Uri address, CancellationToken stop)
    {
        using var request = Request(HttpMethod.Get, address);
        using var answer = await _http.SendAsync(request, stop);
        return answer.IsSuccessStatusCode ? await answer.Content.ReadFromJsonAsync<T>(JsonSerializerOptions.Web, stop) : default;
    }

    private HttpRequestMessage Request(HttpMethod method, Uri address)
    {
        var request = new HttpRequestMessage(method, address);
        if (ground.OperatorToken is { } token)
            request.Headers.TryAddWithoutValidation("Authorization", $"Token {token}");
        return request;
    }
}

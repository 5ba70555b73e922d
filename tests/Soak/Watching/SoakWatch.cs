using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;
using Holdfast.Soak.Traffic;
using Holdfast.Standalone.Commands.Operating;

namespace Holdfast.Soak.Watching;

/// <summary>Looks at Holdfast twice a second, as a monitoring system does, and keeps what it saw: about 2 MB an hour.</summary>
/// <param name="holdfast">The process.</param>
/// <param name="traffic">Whether Holdfast is there.</param>
/// <param name="clock">Runs from the first request.</param>
/// <param name="data">Holdfast's data folder.</param>
/// <param name="samplePeriod">How often the process is looked at.</param>
internal sealed class SoakWatch(SoakHoldfast holdfast, SoakTraffic traffic, Stopwatch clock, string data, TimeSpan samplePeriod) : IDisposable
{
    private static readonly TimeSpan Period = TimeSpan.FromMilliseconds(500);

    private readonly HttpClient _http = new(new SocketsHttpHandler { UseProxy = false }) { Timeout = TimeSpan.FromSeconds(10) };
    private readonly Lock _lock = new();
    private readonly Dictionary<string, List<StoreSight>> _stores = new(StringComparer.Ordinal);
    private readonly List<SoakSample> _samples = [];
    private StoresStatus? _last;
    private int _looks;
    private long _logLimit;
    private long _logFloor;

    /// <summary>What was read of the process.</summary>
    public IReadOnlyList<SoakSample> Samples
    {
        get
        {
            lock (_lock)
                return [.. _samples];
        }
    }

    /// <summary>How every store stood, in the order of time.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<StoreSight>> Stores
    {
        get
        {
            lock (_lock)
                return _stores.ToDictionary(static pair => pair.Key, static pair => (IReadOnlyList<StoreSight>)[.. pair.Value], StringComparer.Ordinal);
        }
    }

    /// <summary>What Holdfast told last; null before it did.</summary>
    public StoresStatus? Last => Volatile.Read(ref _last);

    /// <summary>The largest share of the deferred log's limit that was in use.</summary>
    public double PeakLogShare { get; private set; }

    /// <summary>Dead letters that Holdfast holds, as it told last.</summary>
    public long DeadLetters { get; private set; }

    /// <summary>Bytes in Holdfast's data folder.</summary>
    public long DataBytes()
    {
        try
        {
            return new DirectoryInfo(data).EnumerateFiles("*", SearchOption.AllDirectories).Sum(static file => file.Length);
        }
        catch (IOException)
        {
            // A segment was deleted while it was looked at.
            return 0;
        }
    }

    /// <summary>Watches until cancelled.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        var sampled = TimeSpan.MinValue;
        while (!stop.IsCancellationRequested)
        {
            var life = traffic.Life.Changes;
            if (traffic.Life.IsUp)
            {
                await LookAsync(life, stop);
                if (clock.Elapsed - samplePeriod >= sampled)
                {
                    sampled = clock.Elapsed;
                    await SampleAsync(life, stop);
                }
            }

            await Task.WhenAny(Task.Delay(Period, stop));
        }
    }

    /// <summary>Waits until two looks in a row saw every store well.</summary>
    /// <returns>How long it took; null when it did not come within the limit.</returns>
    public async Task<TimeSpan?> UntilAllWellAsync(TimeSpan limit)
    {
        var began = Stopwatch.GetTimestamp();
        for (var before = Volatile.Read(ref _looks); ; await Task.Delay(Period / 2))
        {
            if (Volatile.Read(ref _looks) >= before + 2 && Last is { } last && last.Stores.All(IsWell))
                return Stopwatch.GetElapsedTime(began);
            if (Stopwatch.GetElapsedTime(began) > limit)
                return null;
        }
    }

    /// <summary>Isolates or restores a store by the operators' route.</summary>
    public async Task OrderAsync(string store, string order)
    {
        using var answer = await _http.PostAsync(new Uri(traffic.Holdfast, $"/ops/stores/{store}/{order}?reason=soak"), content: null);
        answer.EnsureSuccessStatusCode();
    }

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();

    private static bool IsWell(StoreStatus store) => string.Equals(store.Mode, "closed", StringComparison.Ordinal) && store.Owed is not { Batches: > 0 };

    private async Task LookAsync(int life, CancellationToken stop)
    {
        try
        {
            var at = clock.Elapsed;
            if (await _http.GetFromJsonAsync<StoresStatus>(new Uri(traffic.Holdfast, "/ops/stores"), stop) is not { } stores)
                return;
            var deferred = await _http.GetFromJsonAsync<DeferredStatus>(new Uri(traffic.Holdfast, "/ops/deferred"), stop);
            NoteLog(deferred);
            lock (_lock)
            {
                foreach (var store in stores.Stores)
                {
                    if (!_stores.TryGetValue(store.Name, out var sights))
                        _stores[store.Name] = sights = [];
                    sights.Add(new(at, string.IsInterned(store.Mode ?? "") ?? store.Mode ?? "", store.Owed?.Batches ?? 0));
                }
            }

            Volatile.Write(ref _last, stores);
            Interlocked.Increment(ref _looks);
        }
        catch (Exception gone) when (IsGone(gone))
        {
            // Killed this very moment.
        }
    }

    /// <summary>A log whose limit was lowered below what it holds must not grow any more; that is its limit then.</summary>
    private void NoteLog(DeferredStatus? deferred)
    {
        if (deferred is null || deferred.MaxBytes <= 0)
            return;
        _logFloor = deferred.MaxBytes == _logLimit ? _logFloor : deferred.Bytes;
        _logLimit = deferred.MaxBytes;
        PeakLogShare = Math.Max(PeakLogShare, deferred.Bytes / (double)Math.Max(_logLimit, _logFloor));
    }

    private async Task SampleAsync(int life, CancellationToken stop)
    {
        try
        {
            var metrics = await _http.GetStringAsync(new Uri(traffic.Holdfast, "/metrics"), stop);
            DeadLetters = (await _http.GetFromJsonAsync<DeadLetterPage>(new Uri(traffic.Holdfast, "/ops/deadletters?limit=1"), stop))?.Total ?? 0;
            if (holdfast.Id is { } id && ProcessReading.Of(id) is { } reading && traffic.Life.WasUpSince(life))
            {
                lock (_lock)
                    _samples.Add(new(clock.Elapsed, life, reading, SumOf(metrics, "dotnet_gc_last_collection_heap_size_bytes{")));
            }
        }
        catch (Exception gone) when (IsGone(gone))
        {
            // Killed this very moment.
        }
    }

    /// <summary>Anything else that fails while Holdfast is there is told by the operators' own requests; a look must not end the watch.</summary>
    private static bool IsGone(Exception failed) =>
        failed is HttpRequestException or JsonException or IOException or OperationCanceledException;

    private static long? SumOf(string metrics, string prefix)
    {
        var sum = metrics.Split('\n').Where(line => line.StartsWith(prefix, StringComparison.Ordinal))
            .Sum(static line => (long)double.Parse(line[(line.LastIndexOf(' ') + 1)..], CultureInfo.InvariantCulture));
        return sum == 0 ? null : sum;
    }
}

using System.Diagnostics;
using Holdfast.Soak.Stores;
using Holdfast.Soak.Traffic;
using Holdfast.Soak.Watching;

namespace Holdfast.Soak.Faults;

/// <summary>Plays a schedule. Whatever it began it ends, also when the run is stopped early.</summary>
/// <param name="stores">The stores.</param>
/// <param name="holdfast">Holdfast.</param>
/// <param name="traffic">What producers must be told of.</param>
/// <param name="watch">The operator's hands.</param>
/// <param name="clock">Runs from the first request.</param>
/// <param name="recheck">How long a target that was ineligible may take to be found eligible again.</param>
internal sealed class FaultPlayer(
    IReadOnlyList<SoakStore> stores, SoakHoldfast holdfast, SoakTraffic traffic, SoakWatch watch, Stopwatch clock, TimeSpan recheck) : IDisposable
{
    /// <summary>What a run's log may hold while it is to fill up.</summary>
    private static readonly string[] SmallLog = ["--Holdfast:Data:MaxBytes=262144", "--Holdfast:Data:SegmentBytes=65536"];

    /// <summary>A request that was under way when something changed may still end as before.</summary>
    private static readonly TimeSpan InFlight = TimeSpan.FromSeconds(2);

    private readonly SemaphoreSlim _restarting = new(1, 1);

    /// <summary>What has been played.</summary>
    public FaultJournal Journal { get; } = new();

    /// <summary>Plays them all.</summary>
    /// <param name="schedule">The schedule.</param>
    /// <param name="stop">Begins no further one, and ends those in force.</param>
    public Task RunAsync(IReadOnlyList<PlannedFault> schedule, CancellationToken stop) => Task.WhenAll(schedule.Select(fault => PlayAsync(fault, stop)));

    /// <inheritdoc/>
    public void Dispose() => _restarting.Dispose();

    private async Task PlayAsync(PlannedFault fault, CancellationToken stop)
    {
        if (!await WaitUntilAsync(fault.At, stop))
            return;
        var began = clock.Elapsed;
        string? hindrance = null;
        Journal.Begin(fault);
        try
        {
            await (fault.Kind switch
            {
                FaultKind.HoldfastKilled => AloneAsync(() => RestartAsync([])),
                FaultKind.RetentionAltered => AlterAsync(fault, stop),
                FaultKind.LogNearlyFull => AloneAsync(() => FillLogAsync(fault, stop)),
                _ => SpanAsync(fault, stop),
            });
        }
        catch (Exception failed) when (failed is InvalidOperationException or HttpRequestException or IOException or TimeoutException or OperationCanceledException)
        {
            hindrance = failed.Message;
        }

        Journal.End(new(fault, began, clock.Elapsed, hindrance));
    }

    /// <returns>False when the run was stopped before.</returns>
    private async Task<bool> WaitUntilAsync(TimeSpan at, CancellationToken stop)
    {
        var wait = at - clock.Elapsed;
        if (wait > TimeSpan.Zero)
            await Task.WhenAny(Task.Delay(wait, stop));
        return !stop.IsCancellationRequested;
    }

    private async Task SpanAsync(PlannedFault fault, CancellationToken stop)
    {
        var concerned = Concerned(fault);
        try
        {
            foreach (var store in concerned)
                await BeginAsync(fault.Kind, store);
            await WaitUntilAsync(clock.Elapsed + fault.Lasts, stop);
        }
        finally
        {
            foreach (var store in concerned)
                await EndAsync(fault.Kind, store);
        }
    }

    private Task BeginAsync(FaultKind kind, SoakStore store) => kind switch
    {
        FaultKind.StoreHung or FaultKind.TierOut or FaultKind.LogNearlyFull => store.HangAsync(),
        FaultKind.StoreKilled => store.KillAsync(),
        FaultKind.OperatorIsolates => OrderAsync(store.Traits.Name, "isolate"),
        _ => store.MisbehaveAsync(kind),
    };

    private Task EndAsync(FaultKind kind, SoakStore store) => kind switch
    {
        FaultKind.StoreHung or FaultKind.TierOut or FaultKind.LogNearlyFull => store.GoOnAsync(),
        FaultKind.StoreKilled => store.RestartAsync(),
        FaultKind.OperatorIsolates => OrderAsync(store.Traits.Name, "restore"),
        _ => store.MisbehaveAsync(null),
    };

    /// <summary>Until Holdfast takes the order: it may have been killed this very moment.</summary>
    private async Task OrderAsync(string store, string order)
    {
        using var limit = new CancellationTokenSource(recheck);
        while (true)
        {
            try
            {
                await watch.OrderAsync(store, order);
                return;
            }
            catch (HttpRequestException) when (!limit.IsCancellationRequested)
            {
                await Task.Delay(InFlight);
            }
        }
    }

    /// <summary>Changes the time to live of a tier's primary, lets Holdfast find it, and sees that not one point goes there.</summary>
    private async Task AlterAsync(PlannedFault fault, CancellationToken stop)
    {
        var store = Concerned(fault)[0];
        await AloneAsync(() => AlterAsync(fault, store, stop));
        await UntilEligibleAsync(store, eligible: true);
    }

    private async Task AlterAsync(PlannedFault fault, SoakStore store, CancellationToken stop)
    {
        var days = SoakGround.DaysOf(store.Traits.Tier);
        await store.SetRetentionAsync(days + 1);
        try
        {
            await RestartAsync([]);
            await UntilEligibleAsync(store, eligible: false);
            await Task.Delay(InFlight, CancellationToken.None);
            traffic.ForbiddenTier = store.Traits.Tier;
            await WaitUntilAsync(clock.Elapsed + fault.Lasts, stop);
        }
        finally
        {
            traffic.ForbiddenTier = null;
            await Task.Delay(InFlight, CancellationToken.None);
            await store.SetRetentionAsync(days);
        }
    }

    private async Task UntilEligibleAsync(SoakStore store, bool eligible)
    {
        var began = Stopwatch.GetTimestamp();
        while (watch.Last?.Stores.FirstOrDefault(status => string.Equals(status.Name, store.Traits.Name, StringComparison.Ordinal))?.Targets.All(target => target.Eligible == eligible) != true)
        {
            if (Stopwatch.GetElapsedTime(began) > recheck)
                throw new TimeoutException($"{store.Traits.Name} was not found {(eligible ? "eligible" : "ineligible")} within {recheck.TotalSeconds:0} s");
            await Task.Delay(InFlight / 8);
        }
    }

    private async Task FillLogAsync(PlannedFault fault, CancellationToken stop)
    {
        traffic.LogIsSmall = true;
        try
        {
            await RestartAsync(SmallLog);
            await SpanAsync(fault, stop);
        }
        finally
        {
            await RestartAsync([]);
            await Task.Delay(InFlight, CancellationToken.None);
            traffic.LogIsSmall = false;
        }
    }

    private async Task RestartAsync(string[] more) => Journal.Restarted(await holdfast.RestartAsync(traffic.Life, more));

    /// <summary>On a busy machine a restart takes longer than was planned for; the next one waits for it.</summary>
    private async Task AloneAsync(Func<Task> play)
    {
        await _restarting.WaitAsync();
        try
        {
            await play();
        }
        finally
        {
            _restarting.Release();
        }
    }

    private List<SoakStore> Concerned(PlannedFault fault) => [.. stores.Where(store =>
        string.Equals(store.Traits.Name, fault.Target, StringComparison.Ordinal) || string.Equals(store.Traits.Tier, fault.Target, StringComparison.Ordinal))];
}

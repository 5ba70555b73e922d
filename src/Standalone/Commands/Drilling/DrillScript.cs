using Holdfast.Standalone.Embedded.Faults;

namespace Holdfast.Standalone.Commands.Drilling;

/// <summary>The faults in their order, and what they measure of themselves.</summary>
/// <param name="ground">What is drilled.</param>
/// <param name="traffic">The traffic.</param>
/// <param name="watch">The operator's eyes and hands.</param>
/// <param name="times">How long everything takes.</param>
internal sealed class DrillScript(DrillGround ground, DrillTraffic traffic, DrillWatch watch, DrillTimes times)
{
    private static readonly int[] AddedMilliseconds = [500, 800, 1200];

    /// <summary>What is in flight when a store is isolated may still reach it for as long as one try takes.</summary>
    private static readonly TimeSpan InFlight = TimeSpan.FromSeconds(1);

    /// <summary>Requests that reached the primary while it was isolated by hand; null before that, and where they cannot be counted.</summary>
    public long? IsolatedRequests { get; private set; }

    /// <summary>Stores whose breaker was not closed while poison was sent; null before that.</summary>
    public IReadOnlyList<string>? PoisonOpened { get; private set; }

    /// <summary>How long the killed Holdfast took to take writes again; null when it did not.</summary>
    public TimeSpan? Restart { get; private set; }

    private IEnumerable<string> Primaries => ground.Tiers.Select(static tier => tier.Primary).Distinct(StringComparer.Ordinal);

    /// <summary>The script that the ground allows.</summary>
    public IEnumerable<DrillPhase> Phases()
    {
        yield return new("calm", times.Calm, Nothing, Nothing);
        yield return new("poison lines", times.Fault, BeginPoisonAsync, EndPoisonAsync);
        if (ground.OwnsStores)
        {
            yield return Failing("15 % of the primary's answers are errors", times.Fault, new() { Mode = FaultMode.Status, Status = 500, Ratio = 0.15 });
            foreach (var added in AddedMilliseconds)
                yield return Failing($"{added} ms added to the primary's answers", times.Fault, new() { Mode = FaultMode.Slow, DelayMs = added });
        }

        yield return new("primary isolated by hand, identical requests replayed", times.Fault, BeginIsolationAsync, EndIsolationAsync);
        if (ground.OwnsStores)
        {
            yield return Failing("primary hung", times.Outage, new() { Mode = FaultMode.Hang, Path = "/" });
            yield return new("primary killed, then Holdfast killed", times.Outage, BeginKillsAsync, EndKillsAsync);
        }
        else
        {
            yield return new("primary isolated, Holdfast killed", times.Outage, BeginIsolatedKillAsync, EndIsolatedKillAsync);
        }
    }

    private static Task<string?> Nothing(CancellationToken cancellation) => Task.FromResult<string?>(null);

    private DrillPhase Failing(string name, TimeSpan length, FaultSettings fault) => new(
        name, length, _ => FailPrimaryAsync(fault), _ => FailPrimaryAsync(FaultSettings.Off));

    private async Task<string?> FailPrimaryAsync(FaultSettings fault)
    {
        await ground.Stores[0].FailAsync(fault);
        return null;
    }

    private async Task<string?> BeginPoisonAsync(CancellationToken cancellation)
    {
        foreach (var store in ground.Stores)
            await store.FailAsync(new() { Mode = FaultMode.RejectMatching, Text = DrillRequest.RefusedText });
        watch.NoteOpened();
        traffic.Conduct = DrillConduct.BrokenLines | (ground.OwnsStores ? DrillConduct.RefusedLines : DrillConduct.Plain);
        return null;
    }

    private async Task<string?> EndPoisonAsync(CancellationToken cancellation)
    {
        traffic.Conduct = DrillConduct.Plain;

        // Poison that is on its way must still be refused, not stored.
        await Task.Delay(InFlight, traffic.Time, cancellation);
        PoisonOpened = watch.Opened();
        foreach (var store in ground.Stores)
            await store.FailAsync(FaultSettings.Off);
        return null;
    }

    private async Task<string?> BeginIsolationAsync(CancellationToken cancellation)
    {
        if (await OrderAsync("isolate", cancellation) is { } error)
            return error;
        await Task.Delay(InFlight, traffic.Time, cancellation);

        // A fault that affects next to nothing, set only because it counts every request that comes.
        if (ground.OwnsStores)
            await ground.Stores[0].FailAsync(new() { Mode = FaultMode.Slow, DelayMs = 1, Path = "/" });
        traffic.Conduct = DrillConduct.Replay;
        traffic.Tally.Isolated = true;
        return null;
    }

    private async Task<string?> EndIsolationAsync(CancellationToken cancellation)
    {
        traffic.Tally.Isolated = false;
        traffic.Conduct = DrillConduct.Plain;
        if (ground.OwnsStores)
        {
            IsolatedRequests = ground.Stores[0].Seen;
            await ground.Stores[0].FailAsync(FaultSettings.Off);
        }

        return await OrderAsync("restore", cancellation);
    }

    private async Task<string?> BeginKillsAsync(CancellationToken cancellation)
    {
        await ground.Stores[0].KillAsync();
        await Task.Delay(times.Outage / 2, traffic.Time, cancellation);
        return await KillHoldfastAsync(cancellation);
    }

    private Task<string?> EndKillsAsync(CancellationToken cancellation) => ground.Stores[0].RestartAsync(cancellation);

    private async Task<string?> BeginIsolatedKillAsync(CancellationToken cancellation)
    {
        if (await OrderAsync("isolate", cancellation) is { } error)
            return error;
        await Task.Delay(times.Outage / 2, traffic.Time, cancellation);
        return await KillHoldfastAsync(cancellation);
    }

    private Task<string?> EndIsolatedKillAsync(CancellationToken cancellation) => OrderAsync("restore", cancellation);

    /// <summary>Kills Holdfast amid the traffic, and has it back on the same data.</summary>
    private async Task<string?> KillHoldfastAsync(CancellationToken cancellation)
    {
        traffic.Move(null);
        await ground.KillHoldfastAsync();
        var started = traffic.Time.GetTimestamp();
        if (await ground.StartHoldfastAsync(cancellation) is { } error)
            return error;
        Restart = traffic.Time.GetElapsedTime(started);
        traffic.Move(ground.Holdfast!.Url);
        return null;
    }

    private async Task<string?> OrderAsync(string order, CancellationToken cancellation)
    {
        foreach (var store in Primaries)
            if (await watch.OrderAsync(store, order, cancellation) is { } error)
                return error;
        return null;
    }
}

using Holdfast.Pipeline.Breakers;
using Holdfast.Pipeline.Following;
using Holdfast.Pipeline.Telemetry;
using Holdfast.Pipeline.Tests.Telemetry;
using Holdfast.Pipeline.Writing;
using Holdfast.Routing.Breakers;

namespace Holdfast.Pipeline.Tests.Following;

/// <summary>One instance of many: its breakers, its link, and the loops that a head runs.</summary>
internal sealed class Instance : IAsyncDisposable
{
    public const string Store = "primary";

    private readonly TimeProvider _time;
    private readonly TelemetryMeters _meters = new();
    private readonly CancellationTokenSource _stop = new();
    private Task _loops = Task.CompletedTask;

    public Instance(string id, BreakerOptions options, IBreakerAuthority authority, ISnapshotBoard? board, TimeProvider time, FollowOptions? follow = null)
    {
        _time = time;
        follow ??= new(id);
        Breakers = new([Store], options, time, seed: (ulong)id[0], follow);
        Refreshes = new(_meters);
        Link = new(Breakers, authority, board, follow, _ => RewindPending, new HoldfastMetrics(_meters), new Jitter((ulong)id[0]).Next, time);
        Desk = new(Breakers, Link);
        Breakers.Listen(Told.Add);
    }

    public BreakerRegistry Breakers { get; }

    public BreakerLink Link { get; }

    public BreakerDesk Desk { get; }

    public RefreshCounts Refreshes { get; }

    public bool RewindPending { get; set; }

    public List<StoreTransition> Told { get; } = [];

    public StoreBreaker Breaker => Breakers[Store];

    public BreakerMode Mode => Breaker.Snapshot.Mode;

    public void Start() => _loops = Task.WhenAll(LinkAsync(), TickAsync());

    public async ValueTask DisposeAsync()
    {
        Stop();
        await _loops;
        await Link.EndAsync();
        Refreshes.Dispose();
        _meters.Dispose();
        _stop.Dispose();
    }

    public void Fail(int times = 1) => Report(BreakerOutcome.Failure, times);

    public void Succeed(int times = 1) => Report(BreakerOutcome.Success, times);

    /// <summary>Makes one probe, if one is wanted.</summary>
    public void Probe(ProbeVerdict verdict)
    {
        if (Breaker.TryTakeSyntheticProbe(out var lease))
            lease.Report(verdict, TimeSpan.FromMilliseconds(7));
    }

    private void Stop() => _stop.Cancel();

    private void Report(BreakerOutcome outcome, int times)
    {
        for (var i = 0; i < times; i++)
            Breaker.Report(outcome, TimeSpan.FromMilliseconds(7));
    }

    private async Task LinkAsync()
    {
        try
        {
            while (!_stop.IsCancellationRequested)
                await Link.PauseAsync(await Link.StepAsync(_stop.Token), _stop.Token);
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
        }
    }

    private async Task TickAsync()
    {
        try
        {
            while (!_stop.IsCancellationRequested)
            {
                await Task.Delay(TimeSpan.FromSeconds(1), _time, _stop.Token);
                Breakers.Tick();
            }
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
        }
    }
}

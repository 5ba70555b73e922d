using Holdfast.Pipeline.Tests.Support;
using Holdfast.Routing.Breakers;

namespace Holdfast.Pipeline.Tests.Following;

/// <summary>Three instances and their authority, with a board or without.</summary>
internal sealed class ThreeInstances
{
    private readonly VirtualTime _time;

    public ThreeInstances(VirtualTime time, bool withBoard, BreakerOptions? options = null)
    {
        _time = time;
        Options = options ?? new BreakerOptions { Jitter = 0, Isolation = TimeSpan.FromSeconds(30), Evaluation = TimeSpan.FromSeconds(20) };
        Authority = new(Options, time);
        Board = withBoard ? new(time) : null;
        if (Board is { } board)
            Authority.Stepped = board.Post;
        All = [.. new[] { "a", "b", "c" }.Select(id => new Instance(id, Options, Authority.For(id), Board, time))];
        foreach (var instance in All)
            instance.Start();
    }

    public BreakerOptions Options { get; }

    public SlowAuthority Authority { get; }

    public MemoryBoard? Board { get; }

    public IReadOnlyList<Instance> All { get; }

    public BreakerState State => Authority.StateOf(Instance.Store).Breaker;

    public IEnumerable<BreakerMode> Modes => All.Select(static instance => instance.Mode);

    public Task PassAsync(double seconds) => Task.Delay(TimeSpan.FromSeconds(seconds), _time);

    /// <summary>Lets time pass until it is so, and says how long that took; fails after the limit.</summary>
    public async Task<TimeSpan> UntilAsync(Func<bool> condition, double limit, Action? meanwhile = null)
    {
        var from = _time.Elapsed;
        while (!condition())
        {
            Assert.True(_time.Elapsed - from <= TimeSpan.FromSeconds(limit), $"not within {limit} s: {string.Join(", ", Modes)}, authority {State.Mode} {State.Generation}");
            meanwhile?.Invoke();
            await PassAsync(0.1);
        }

        return _time.Elapsed - from;
    }

    public Task<TimeSpan> UntilAllAsync(BreakerMode mode, double limit, Action? meanwhile = null) =>
        UntilAsync(() => Modes.All(one => one == mode), limit, meanwhile);

    public async Task StopAsync()
    {
        foreach (var instance in All)
            await instance.DisposeAsync();
    }
}

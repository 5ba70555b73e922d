using System.Text.Json;
using Holdfast.Routing.Breakers;
using Holdfast.Routing.Following;
using Holdfast.Routing.Tests.Breakers;

namespace Holdfast.Routing.Tests.Following;

/// <summary>An authority on a bench: a clock that only the test moves, and shorthands for what instances send.</summary>
internal sealed class AuthorityBench(BreakerOptions? options = null)
{
    internal BreakerOptions Options { get; } = options ?? new BreakerOptions { Jitter = 0 };

    internal AuthorityState State { get; set; } = Authority.Create(42, BreakerBench.Start);

    internal DateTimeOffset Now { get; set; } = BreakerBench.Start;

    internal BreakerMode Mode => State.Breaker.Mode;

    internal static string Json(AuthorityState state) => JsonSerializer.Serialize(state);

    internal static AuthorityState Copy(AuthorityState state) => JsonSerializer.Deserialize<AuthorityState>(Json(state))!;

    internal static AuthorityEvent.Report Seen(string instance, long number, long generation = 0, int successes = 0, int failures = 0, bool rewind = false) =>
        new(new BreakerReport(new Origin(instance, number), BreakerBench.Seen(generation, successes, failures), rewind));

    internal AuthorityStep Happen(AuthorityEvent happened)
    {
        var step = Authority.Step(State, happened, Options, Now);
        State = step.State;
        Assert.True(State.IsSound);
        return step;
    }

    internal void Pass(double seconds) => Now += TimeSpan.FromSeconds(seconds);

    internal (long Successes, long Failures) Window() => (State.Breaker.Window.Sum(static slice => slice.Successes), State.Breaker.Window.Sum(static slice => slice.Failures));
}

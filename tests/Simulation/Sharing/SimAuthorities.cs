using Holdfast.Routing.Following;

namespace Holdfast.Simulation.Sharing;

/// <summary>
/// The authorities of all breakers, as durable entities: each outlives every instance, takes one step at a time, and what it is told reaches it
/// later, at least once and in any order.
/// </summary>
/// <param name="world">The world.</param>
internal sealed class SimAuthorities(SharedWorld world)
{
    private readonly Dictionary<string, AuthorityState> _states = new(StringComparer.Ordinal);
    private readonly Random _random = new(world.Scenario.Seed ^ 0xA07);

    /// <summary>What an authority knows; null before anybody has told it anything.</summary>
    public AuthorityState? this[string store] => _states.GetValueOrDefault(store);

    /// <summary>Begins to let time pass for those that exist, as a timer does.</summary>
    public void StartTicking() => world.After(TimeSpan.FromSeconds(1), () =>
    {
        foreach (var store in _states.Keys.Order(StringComparer.Ordinal).ToList())
            Step(store, new AuthorityEvent.Tick());
        StartTicking();
    });

    /// <summary>Has an event, that is durable by now, reach an authority: soon or late, and now and then twice.</summary>
    public void Tell(string store, AuthorityEvent happened)
    {
        for (var times = _random.Next(10) == 0 ? 2 : 1; times > 0; times--)
        {
            var late = TimeSpan.FromMilliseconds(_random.Next(8) == 0 ? _random.Next(2000) : _random.Next(1, 50));
            world.After(late, () => Step(store, happened));
        }
    }

    public AuthoritySnapshot? Read(string store) =>
        _states.TryGetValue(store, out var state) ? new(store, state, world.Time.GetUtcNow()) : null;

    private void Step(string store, AuthorityEvent happened)
    {
        var now = world.Time.GetUtcNow();
        if (!_states.TryGetValue(store, out var state))
            state = Authority.Create((ulong)world.Scenario.Seed, now);
        var step = Authority.Step(state, happened, world.Scenario.Settings.Breaker, now);
        _states[store] = step.State;
        if (step.Transition is { } change)
            world.Trace.Add($"authority of {store}: {change.From} to {change.To}, {change.Cause}");
    }
}

namespace Holdfast.Simulation.Sharing;

/// <summary>
/// Since when one instance knew what the others had announced. What it commits in ignorance it appends again as soon as it knows; the others wait
/// for that for as long as messages are held back. If it dies first, or does not reach the board or the queue for longer, they deliver what is
/// older over it: that is excused, and nothing else is.
/// </summary>
/// <param name="world">The world.</param>
internal sealed class Knowledge(SharedWorld world)
{
    private readonly List<(TimeSpan From, TimeSpan To)> _broken = [];
    private TimeSpan _since;
    private bool _ended;

    /// <summary>It knows everything that was announced before a moment, and has appended what it had to.</summary>
    public void Fresh(TimeSpan begun)
    {
        if (IsBroken)
            _broken.Add(Present);
        _since = begun;
    }

    /// <summary>It is dead.</summary>
    public void End()
    {
        if (!_ended)
            _broken.Add((_since, world.Now));
        _ended = true;
    }

    /// <summary>Whether something that it committed between two moments may not have been appended again in time.</summary>
    public bool IsFrail(TimeSpan from, TimeSpan to) =>
        _broken.Exists(broken => from <= broken.To && to >= broken.From) || (!_ended && IsBroken && Present is var present && from <= present.To && to >= present.From);

    private bool IsBroken => world.Now - _since > world.Scenario.Sharing!.Options.MakeUpWithin;

    /// <summary>Beyond the budget its view is stale, and it appends whatever it writes.</summary>
    private (TimeSpan From, TimeSpan To) Present => (_since, _since + world.Scenario.Sharing!.Options.Staleness);
}

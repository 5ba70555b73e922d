namespace Holdfast.Pipeline.Tracing;

/// <summary>What there is to tell of one batch that did not simply go to its primary. Guarded by the lock of its stripe.</summary>
/// <param name="facts">What the batch is.</param>
internal sealed class LineageStory(LineageFacts facts)
{
    /// <summary>The most hops, debts, deliveries or letters that are kept one by one.</summary>
    public const int MaxEntries = 16;

    private readonly List<RouteHop> _hops = [];
    private readonly List<(string Store, DateTimeOffset Since)> _owed = [];
    private readonly List<LineageDelivery> _deliveries = [];
    private readonly List<string> _letters = [];

    public LineageFacts Facts => facts;

    public LineageAnswer? Answer { get; set; }

    public string? TraceParent { get; set; }

    public int Letters { get; private set; }

    public IReadOnlyList<RouteHop> Hops => [.. _hops];

    public IReadOnlyList<(string Store, DateTimeOffset Since)> Owed => [.. _owed];

    public IReadOnlyList<LineageDelivery> Deliveries => [.. _deliveries];

    public IReadOnlyList<string> LetterIds => [.. _letters];

    public void Add(IEnumerable<RouteHop> hops) => _hops.AddRange(hops.Take(MaxEntries - _hops.Count));

    public void AddOwed(IEnumerable<string> stores, DateTimeOffset since) =>
        _owed.AddRange(stores.Take(MaxEntries - _owed.Count).Select(store => (store, since)));

    public void Add(LineageDelivery delivery)
    {
        if (_deliveries.Count < MaxEntries)
            _deliveries.Add(delivery);
    }

    public void AddLetters(int count, IEnumerable<string> ids)
    {
        Letters += count;
        _letters.AddRange(ids.Take(MaxEntries - _letters.Count));
    }
}

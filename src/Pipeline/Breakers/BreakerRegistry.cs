using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using Holdfast.Routing.Breakers;

namespace Holdfast.Pipeline.Breakers;

/// <summary>
/// The breakers of all stores in one process, which is their authority, or follows one that it shares with other processes. Thread-safe; the set
/// of stores is fixed.
/// </summary>
public sealed class BreakerRegistry
{
    private readonly Lock _gate = new();
    private readonly FrozenDictionary<string, StoreBreaker> _breakers;
    private IReadOnlyDictionary<string, BreakerSnapshot> _snapshots;
    private ImmutableArray<Action<StoreTransition>> _listeners = [];

    /// <summary>A Closed breaker for each store.</summary>
    /// <param name="stores">The stores' names, all different.</param>
    /// <param name="options">Validated thresholds, the same for all.</param>
    /// <param name="time">The clock.</param>
    /// <param name="seed">Differs by installation, so that several do not probe a store in step; mixed with each store's name.</param>
    /// <param name="follow">How they follow the authority that they share with other instances; null, and this process is their authority.</param>
    public BreakerRegistry(IEnumerable<string> stores, BreakerOptions options, TimeProvider time, ulong seed, FollowOptions? follow = null)
    {
        IsFollowing = follow is not null;
        _breakers = stores.ToFrozenDictionary(
            store => store, store => new StoreBreaker(store, options, time, SeedOf(store, seed), Announce, follow), StringComparer.Ordinal);
        _snapshots = TakeSnapshots();
    }

    /// <summary>
    /// All breakers by store, for the planner: a map that never changes, so that one plan sees one world. Replaced whole at each change and
    /// at each tick; one volatile read.
    /// </summary>
    public IReadOnlyDictionary<string, BreakerSnapshot> Snapshots => Volatile.Read(ref _snapshots);

    /// <summary>Whether they follow an authority outside; commands then go there (<see cref="Following.BreakerDesk"/>), and not through here.</summary>
    public bool IsFollowing { get; }

    /// <summary>All breakers, in no order.</summary>
    public IReadOnlyCollection<StoreBreaker> Breakers => _breakers.Values;

    /// <summary>The breaker of a configured store; an unknown one is a bug and throws.</summary>
    public StoreBreaker this[string store] => _breakers[store];

    /// <summary>
    /// Tells this listener, from now on, of every change of every breaker, once <see cref="Snapshots"/> shows it: outside all locks, on
    /// the thread that caused it, which is a request's, the ticking loop's or an operator's. It must be quick; what it throws reaches
    /// that thread. Changes may be told out of order; the generation tells.
    /// </summary>
    public void Listen(Action<StoreTransition> listener) => ImmutableInterlocked.Update(ref _listeners, (all, one) => all.Add(one), listener);

    /// <summary>Lets time pass for all of them. Call about once a second.</summary>
    public void Tick()
    {
        foreach (var breaker in _breakers.Values)
            breaker.Tick();
        Refresh();
    }

    /// <summary>Takes a store out of service until <see cref="Restore"/>.</summary>
    /// <returns>False if there is no such store.</returns>
    public bool Isolate(string store, string reason)
    {
        if (!_breakers.TryGetValue(store, out var breaker))
            return false;
        breaker.Isolate(reason);
        return true;
    }

    /// <summary>Lets an open store be probed at once, and close on the evidence. Changes nothing if it is not open.</summary>
    /// <returns>False if there is no such store.</returns>
    public bool Restore(string store)
    {
        if (!_breakers.TryGetValue(store, out var breaker))
            return false;
        breaker.Restore();
        return true;
    }

    /// <summary>All states as JSON text. What was reported since the last tick is not in it.</summary>
    public string Export()
    {
        var states = _breakers.Values.OrderBy(breaker => breaker.Store, StringComparer.Ordinal)
            .ToDictionary(breaker => breaker.Store, breaker => JsonSerializer.SerializeToElement(breaker.State), StringComparer.Ordinal);
        return JsonSerializer.Serialize(new BreakerFile(BreakerFile.CurrentVersion, states));
    }

    /// <summary>
    /// Goes on from a text of <see cref="Export"/>: an isolation keeps its end, a hold its reason. What cannot be read is reported and
    /// starts fresh, each store for itself. At start-up, before traffic; No listener is told.
    /// </summary>
    public BreakerImport Import(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        BreakerFile? file;
        try
        {
            file = JsonSerializer.Deserialize<BreakerFile>(text);
        }
        catch (JsonException error)
        {
            return new BreakerImport([], [], [], $"The saved breaker states are not readable: {error.Message}");
        }

        if (file is not { Version: BreakerFile.CurrentVersion, Stores: not null })
            return new BreakerImport([], [], [], $"The saved breaker states are not of version {BreakerFile.CurrentVersion}.");
        return Adopt(file);
    }

    private BreakerImport Adopt(BreakerFile file)
    {
        List<string> restored = [], unknown = [], corrupt = [];
        foreach (var (store, element) in file.Stores)
        {
            if (!_breakers.TryGetValue(store, out var breaker))
            {
                unknown.Add(store);
            }
            else if (BreakerFile.Read(element) is { } state)
            {
                breaker.Adopt(state);
                restored.Add(store);
            }
            else
            {
                corrupt.Add(store);
            }
        }

        Refresh();
        return new BreakerImport(restored, unknown, corrupt, "");
    }

    private void Announce(StoreTransition changed)
    {
        Refresh();
        foreach (var listener in _listeners)
            listener(changed);
    }

    /// <summary>Under the lock, so that of two refreshes the one that is published last has also looked last.</summary>
    private void Refresh()
    {
        lock (_gate)
            Volatile.Write(ref _snapshots, TakeSnapshots());
    }

    private Dictionary<string, BreakerSnapshot> TakeSnapshots() =>
        _breakers.Values.ToDictionary(breaker => breaker.Store, breaker => breaker.Snapshot, StringComparer.Ordinal);

    /// <summary>FNV-1a over the name: the same in every process, unlike the runtime's string hash.</summary>
    private static ulong SeedOf(string store, ulong seed)
    {
        var hash = 0xCBF29CE484222325UL ^ seed;
        foreach (var octet in Encoding.UTF8.GetBytes(store))
            hash = unchecked((hash ^ octet) * 0x100000001B3UL);
        return hash;
    }
}

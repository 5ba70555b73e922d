using System.Collections.Frozen;
using System.Text.Json;
using Holdfast.Pipeline.Configuration;
using Holdfast.Pipeline.Deferring;
using Holdfast.Pipeline.Storage;
using Holdfast.Pipeline.Stores;
using Holdfast.Pipeline.Telemetry;
using Holdfast.Pipeline.Writing;
using Holdfast.Routing.Recovery;
using Holdfast.Routing.Tiers;

namespace Holdfast.Pipeline.Lifecycle;

/// <summary>
/// Pauses downsampling and compaction of a bucket while its tier is served by a fallback or owed anything, and resumes them after recovery
/// and a soak: tells whoever asks, the webhook, and the tasks of InfluxDB 2 stores. One caller of <see cref="StepAsync"/> at a time; reports
/// from any thread.
/// </summary>
public sealed class LifecycleGate
{
    private const string BucketsFile = "buckets.json";

    private readonly HoldfastSettings _settings;
    private readonly TargetDirectory _targets;
    private readonly RetentionVerifier _retention;
    private readonly IDeferredLog _log;
    private readonly Func<string, bool> _recovering;
    private readonly EventLog _events;
    private readonly TimeProvider _time;
    private readonly IStorage _storage;
    private readonly IReadOnlyList<TaskKeeper> _keepers;
    private readonly LifecycleWebhook? _webhook;
    private readonly SingleRun _saving = new();
    private readonly Storm _disk;
    private volatile Dictionary<string, LifecycleState> _states;
    private string _saved = "";
    private bool _started;

    /// <summary>Makes the gate; nothing is paused before the first step.</summary>
    /// <param name="settings">The tiers, and the section <c>Lifecycle</c>.</param>
    /// <param name="targets">The stores at run time.</param>
    /// <param name="retention">Which targets are eligible.</param>
    /// <param name="log">What is owed.</param>
    /// <param name="recovering">Whether a recovery of the store of that name is under way, its soak included.</param>
    /// <param name="storage">The data folder; a folder <c>lifecycle</c> is made in it.</param>
    /// <param name="webhook">The way to the webhook, or null for one over HTTP.</param>
    /// <param name="events">Where changes and faults are told.</param>
    /// <param name="time">The clock.</param>
    public LifecycleGate(
        HoldfastSettings settings,
        TargetDirectory targets,
        RetentionVerifier retention,
        IDeferredLog log,
        Func<string, bool> recovering,
        IStorage storage,
        IStoreTransport? webhook,
        EventLog events,
        TimeProvider time)
    {
        (_settings, _targets, _retention, _log, _recovering, _events, _time) = (settings, targets, retention, log, recovering, events, time);
        _storage = storage.Folder(LifecycleFile.Folder);
        _disk = new(time);
        if (settings.Lifecycle.Webhook is { } address)
            _webhook = new(address, webhook ?? LifecycleWebhook.TransportTo(address, time), events, time);
        _keepers = settings.Lifecycle.Tasks
            ? [.. targets.Stores.Where(static store => store.Client.Definition.Api == StoreApi.V2).Select(store => new TaskKeeper(
                store, BucketsOf(store.Name, static _ => true), _storage.Folder("tasks"), events, time))]
            : [];
        _states = settings.Table.Tiers.ToDictionary(
            static tier => tier.Bucket, _ => LifecycleState.Running(time.GetUtcNow()), StringComparer.Ordinal);
    }

    /// <summary>Looks at every tier, and begins what follows from it. Waits for no store, no webhook and, but for the first time, no disk.</summary>
    /// <param name="cancellation">Ends what was begun.</param>
    public async Task StepAsync(CancellationToken cancellation)
    {
        var first = !_started;
        if (first)
            await LoadAsync();
        _started = true;

        var (before, now) = (_states, _time.GetUtcNow());
        _states = _settings.Table.Tiers.ToDictionary(static tier => tier.Bucket, tier => Decide(tier, before[tier.Bucket], now), StringComparer.Ordinal);
        foreach (var tier in _settings.Table.Tiers)
        {
            var state = _states[tier.Bucket];
            var changed = state.Paused != before[tier.Bucket].Paused;
            if (changed)
                _events.LifecycleChanged(tier.Bucket, tier.Name, state);

            // The process before this one may have ended before it told its last change, so each bucket's state is told at the start.
            if (changed || first)
                _webhook?.Put(new(tier.Bucket, tier.Name, state.Paused ? "paused" : "running", state.Since, LifecycleReasonText.Of(state)));
        }

        await Task.WhenAll([
            SaveAsync(),
            _webhook?.StepAsync(cancellation) ?? Task.CompletedTask,
            .. _keepers.Select(keeper => keeper.StepAsync(BucketsOf(keeper.Store, IsPaused), cancellation))]);
    }

    /// <summary>Waits for what the last steps began; their token should be cancelled.</summary>
    public Task EndAsync() => Task.WhenAll([
        _saving.EndAsync(), _webhook?.EndAsync() ?? Task.CompletedTask, .. _keepers.Select(static keeper => keeper.EndAsync())]);

    /// <summary>Whether a bucket's tasks may run; null when no tier has the bucket.</summary>
    public LifecycleReport? Report(string bucket)
    {
        if (_settings.Table.TierOfBucket(bucket) is not { } tier)
            return null;
        var state = _states[bucket];
        return new(bucket, tier.Name, state.Paused, state.Since, LifecycleReasonText.Of(state), [.. _keepers.SelectMany(keeper => TasksOf(tier, keeper))]);
    }

    private static IEnumerable<LifecycleTask> TasksOf(Tier tier, TaskKeeper keeper) => keeper.Holds
        .Where(hold => tier.Chain.Any(target =>
            string.Equals(target.Store, keeper.Store, StringComparison.Ordinal) && hold.Buckets.Contains(target.Bucket, StringComparer.Ordinal)))
        .Select(hold => new LifecycleTask(keeper.Store, hold.Id, hold.Name, hold.Kind != TaskHoldKind.Left));

    private LifecycleState Decide(Tier tier, LifecycleState state, DateTimeOffset now)
    {
        var verdicts = _retention.Snapshot.Of(tier);
        var views = tier.Chain.Select(target => new LifecycleView(
            target.Store,
            _targets.Of(tier, target).Store.Breaker.Snapshot.Mode,
            verdicts[target.Position].IsEligible,
            _log.Overlaps(new(target.Store, tier.Bucket), long.MinValue, long.MaxValue),
            _recovering(target.Store))).ToArray();
        return LifecyclePolicy.Step(state, views, _settings.Delivery.Mode == DeliveryMode.Fanout, _settings.Recovery.Soak, now);
    }

    private bool IsPaused(Tier tier) => _states[tier.Bucket].Paused;

    private FrozenSet<string> BucketsOf(string store, Func<Tier, bool> which) => _settings.Table.Tiers
        .Where(which)
        .SelectMany(static tier => tier.Chain)
        .Where(target => string.Equals(target.Store, store, StringComparison.Ordinal))
        .Select(static target => target.Bucket)
        .ToFrozenSet(StringComparer.Ordinal);

    private async Task LoadAsync()
    {
        var (result, paused) = await LifecycleFile.LoadAsync<Dictionary<string, DateTimeOffset>>(_storage, BucketsFile);
        if (result.Message is { } fault)
            _events.LifecycleDamaged(fault);
        var now = _time.GetUtcNow();
        _states = _states.ToDictionary(
            static state => state.Key,
            state => paused is not null && paused.TryGetValue(state.Key, out var since) ? LifecycleState.Resumed(since, now) : state.Value,
            StringComparer.Ordinal);
    }

    /// <summary>Keeps which buckets are paused, and since when, so that a restart cuts no soak short.</summary>
    private Task SaveAsync()
    {
        var text = JsonSerializer.Serialize(
            _states.Where(static state => state.Value.Paused).OrderBy(static state => state.Key, StringComparer.Ordinal).ToDictionary(static state => state.Key, static state => state.Value.Since, StringComparer.Ordinal));
        return _saving.IsFree && _disk.MayTry && !string.Equals(text, _saved, StringComparison.Ordinal) ? _saving.StartAsync(() => SaveAsync(text)) : Task.CompletedTask;
    }

    private async Task SaveAsync(string text)
    {
        var result = await LifecycleFile.SaveAsync(_storage, BucketsFile, text);
        _saved = result.Succeeded ? text : "";
        if (result.Succeeded)
            _disk.Succeeded();
        else if (_disk.Failed())
            _events.LifecycleDamaged(result.Message ?? "");
    }
}

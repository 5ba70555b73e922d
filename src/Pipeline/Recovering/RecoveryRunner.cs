using System.Collections.Frozen;
using Holdfast.Pipeline.Configuration;
using Holdfast.Pipeline.Storage;
using Holdfast.Pipeline.Telemetry;
using Holdfast.Pipeline.Writing;
using Holdfast.Routing.Recovery;

namespace Holdfast.Pipeline.Recovering;

/// <summary>
/// Performs, one at a time, the actions that <see cref="RecoveryWorkflow.Next"/> asks for, and keeps the record that it answers with. There
/// is no loop in here: whoever has the time calls <see cref="StepAsync"/>. One caller at a time for one store; different stores at once;
/// what is reported, from any thread.
/// </summary>
public sealed class RecoveryRunner
{
    /// <summary>The folder of the records.</summary>
    public const string Folder = "recovery";

    /// <summary>The shortest time that a timer can wait.</summary>
    internal static readonly TimeSpan ShortestDelay = TimeSpan.FromMilliseconds(1);

    private readonly FrozenDictionary<string, RecoveryBook> _books;
    private readonly TargetDirectory _targets;
    private readonly RecoveryPerformer _performer;
    private readonly RecoveryOptions _options;
    private readonly EventLog _events;
    private readonly TimeProvider _time;

    /// <summary>Makes the runner; nothing happens before <see cref="LoadAsync"/>.</summary>
    /// <param name="settings">How stores are brought back.</param>
    /// <param name="targets">The stores at run time.</param>
    /// <param name="performer">Performs the actions.</param>
    /// <param name="storage">The data folder; a folder <see cref="Folder"/> is made in it.</param>
    /// <param name="events">Where changes and faults are told.</param>
    /// <param name="time">The clock.</param>
    public RecoveryRunner(
        HoldfastSettings settings, TargetDirectory targets, RecoveryPerformer performer, IStorage storage, EventLog events, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(settings);
        ArgumentNullException.ThrowIfNull(targets);
        ArgumentNullException.ThrowIfNull(storage);
        (_targets, _performer, _options, _events, _time) = (targets, performer, settings.Recovery, events, time);
        var folder = storage.Folder(Folder);
        _books = targets.Stores.ToFrozenDictionary(static store => store.Name, store => new RecoveryBook(store.Name, folder, events, time), StringComparer.Ordinal);
    }

    /// <summary>The longest delay that a turn asks for, so that a store in trouble is seen to soon.</summary>
    public static TimeSpan Poll => TimeSpan.FromMilliseconds(250);

    /// <summary>The stores, by name.</summary>
    public IReadOnlyList<string> Stores => [.. _books.Keys.Order(StringComparer.Ordinal)];

    /// <summary>The record of a store; null before its first step.</summary>
    public RecoveryRecord? RecordOf(string store) => _books.GetValueOrDefault(store)?.Record;

    /// <summary>The last recoveries of a store that have ended, oldest first.</summary>
    public IReadOnlyList<RecoverySummary> FinishedOf(string store) => _books.GetValueOrDefault(store)?.Finished ?? [];

    /// <summary>Whether a recovery of the store is under way, its soak included.</summary>
    public bool IsUnderWay(string store) => RecordOf(store) is { IsUnderWay: true };

    /// <summary>Takes up the saved records; before the first step. What cannot be read is told, and hinders nothing.</summary>
    public async Task LoadAsync()
    {
        foreach (var book in _books.Values)
            await book.LoadAsync();
    }

    /// <summary>
    /// Takes one step: performs what the store's record asks for, feeds the outcome to the workflow, and saves the record before it returns,
    /// so that the next action is not begun by a process which would not know of this one.
    /// </summary>
    /// <param name="store">The store's name.</param>
    /// <param name="cancellation">Ends the action as soon as it can be; what has been done stays done.</param>
    public async Task<RecoveryTurn> StepAsync(string store, CancellationToken cancellation)
    {
        var book = _books[store];
        var seen = Look(store);
        var record = book.Open(_targets.StoreNamed(store)!.Breaker.State.Seed, seen);
        var action = RecoveryWorkflow.ActionOf(record, _time.GetUtcNow());
        RecoveryEvent happened;
        if (seen.IsNewsAfter(record.Seen))
            happened = new RecoveryEvent.Looked(seen);
        else if (action.Kind is RecoveryActionKind.Drain)
        {
            var grant = _performer.Ask(store, out var live);
            if (grant.Delay > TimeSpan.Zero)
                return new(RecoveryActionKind.Drain, Delay(grant.Delay));
            happened = await _performer.DrainAsync(store, action.Generation, grant.Bytes, live, cancellation);
        }
        else
        {
            happened = await _performer.PerformAsync(store, action, record.Spans, cancellation);
        }

        var step = RecoveryWorkflow.Next(record, happened, _options, _time.GetUtcNow());
        await book.TurnAsync(step);

        // What was reported before the soak began is no part of it; what interrupted one that had begun is.
        if (step.Record.Phase is RecoveryPhase.Soaking && step.From is not RecoveryPhase.Soaking && step.Record.Soaked == TimeSpan.Zero)
            _performer.ForgetSample(store);
        if (step.Record.Phase != step.From)
            _events.RecoveryMoved(step);
        else if ((step.Record.Attempts > 0 || step.Record.Phase is RecoveryPhase.Soaking) && step.Record.Fault.Length > 0 && !string.Equals(step.Record.Fault, record.Fault, StringComparison.Ordinal))
            _events.RecoveryHindered(step.Record);
        return new(step.Action.Kind, DelayOf(step.Action));
    }

    /// <summary>What is seen of a store now.</summary>
    public RecoverySight Look(string store) => _performer.Look(store);

    private TimeSpan DelayOf(RecoveryAction action)
    {
        switch (action.Kind)
        {
            case RecoveryActionKind.Finish:
            case RecoveryActionKind.Wait when action.Until is null:
                return Poll;
            case RecoveryActionKind.Wait:
                var left = action.Until.Value - _time.GetUtcNow();
                return left > TimeSpan.Zero ? Delay(left) : TimeSpan.Zero;
            default:
                return TimeSpan.Zero;
        }
    }

    /// <summary>Timers count whole milliseconds, and what they cut off to nothing would be waited for by spinning.</summary>
    private static TimeSpan Delay(TimeSpan left) => left > Poll ? Poll : left < ShortestDelay ? ShortestDelay : left;
}

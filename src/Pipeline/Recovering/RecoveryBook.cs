using System.Collections.Immutable;
using Holdfast.Pipeline.Storage;
using Holdfast.Pipeline.Telemetry;
using Holdfast.Routing.Recovery;

namespace Holdfast.Pipeline.Recovering;

/// <summary>
/// One store's recovery record in memory and on disk. What changes the course is saved before anything follows from it; what only
/// counts how far a backfill is, which the log's cursor knows better, at most once a second. For one caller at a time; the properties for
/// any thread.
/// </summary>
internal sealed class RecoveryBook(string store, IStorage folder, EventLog events, TimeProvider time)
{
    /// <summary>How many recoveries that have ended are remembered for each store.</summary>
    public const int MaximumFinished = 8;

    private const string CorruptSuffix = ".corrupt";

    private static readonly TimeSpan CountInterval = TimeSpan.FromSeconds(1);

    private RecoveryRecord? _record;
    private RecoveryRecord? _saved;
    private long _savedAt;
    private bool _faulty;
    private ImmutableArray<RecoverySummary> _finished = [];

    /// <summary>The record; null before the first look.</summary>
    public RecoveryRecord? Record => Volatile.Read(ref _record);

    /// <summary>The last recoveries that have ended, oldest first.</summary>
    public IReadOnlyList<RecoverySummary> Finished => _finished;

    /// <summary>
    /// Takes up what was saved. A file that cannot be read is told and, if its content is the reason, kept aside: the recovery then begins
    /// from what is seen of the store, which costs a repetition and no data.
    /// </summary>
    public async Task LoadAsync()
    {
        var name = RecoveryFile.NameOf(store);
        var read = await folder.ReadAllAsync(name, RecoveryFile.MaxBytes);
        if (read.Fault == StorageFault.Missing)
            return;
        if (!read.Succeeded)
        {
            events.RecoveryUnreadable(store, read.Message);
            return;
        }

        if (RecoveryFile.Read(read.Value, store) is { } file)
        {
            _finished = file.Finished;
            _saved = file.Record;
            Volatile.Write(ref _record, file.Record);
            return;
        }

        var kept = await folder.RenameAsync(name, name + CorruptSuffix);
        events.RecoveryUnreadable(store, kept.Succeeded ? $"its content is not a recovery record; kept as {name}{CorruptSuffix}" : kept.Message);
    }

    /// <summary>Begins a record where there is none.</summary>
    public RecoveryRecord Open(ulong seed, RecoverySight seen)
    {
        if (_record is null)
            Volatile.Write(ref _record, RecoveryRecord.Create(store, seed, seen, time.GetUtcNow()));
        return _record!;
    }

    /// <summary>Takes a step over, and saves it if it must be or is due. A disk that fails is told, once, and tried again with the next step.</summary>
    public async Task TurnAsync(RecoveryStep step)
    {
        if (step.From is not RecoveryPhase.Done && step.Record.Phase is RecoveryPhase.Done)
            _finished = [.. _finished.TakeLast(MaximumFinished - 1), RecoverySummary.Of(step.Record)];
        Volatile.Write(ref _record, step.Record);
        if (step.Record == _saved || (_saved is { } saved && !ChangesCourse(saved, step.Record) && time.GetElapsedTime(_savedAt) < CountInterval))
            return;
        var written = await folder.ReplaceAsync(RecoveryFile.NameOf(store), new RecoveryFile(step.Record, _finished).ToBytes());
        if (written.Succeeded)
            (_saved, _savedAt) = (step.Record, time.GetTimestamp());
        else if (!_faulty)
            events.RecoveryUnsaved(store, written.Message);
        _faulty = !written.Succeeded;
    }

    private static bool ChangesCourse(RecoveryRecord before, RecoveryRecord after) =>
        before.Generation != after.Generation || before.Attempts != after.Attempts || before.Soaked != after.Soaked || before.ComparedAt != after.ComparedAt
        || before.SoakRestarts != after.SoakRestarts || before.Seen.BreakerGeneration != after.Seen.BreakerGeneration || before.Seen.Held != after.Seen.Held;
}

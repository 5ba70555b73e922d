using System.Collections.Immutable;
using Holdfast.Pipeline.DeadLetters;

namespace Holdfast.Pipeline.Overview;

/// <summary>
/// One letter of each reason, to show what it is about. At most one is read at a time, and of a reason only when its letters have changed
/// and the sample is old. For one caller; <see cref="Latest"/> for any thread.
/// </summary>
internal sealed class LetterSamples(IDeadLetters letters, TimeSpan age, TimeProvider time)
{
    /// <summary>Reasons beyond these have no sample: first come, first served.</summary>
    public const int MaximumReasons = 64;

    private Task _reading = Task.CompletedTask;
    private ImmutableDictionary<string, LetterSample> _latest = ImmutableDictionary.Create<string, LetterSample>(StringComparer.Ordinal);

    /// <summary>The samples by reason.</summary>
    public ImmutableDictionary<string, LetterSample> Latest => Volatile.Read(ref _latest);

    /// <summary>The reading under way.</summary>
    public Task Reading => _reading;

    /// <summary>Reads the next sample that is due. Throws what the reading before threw, which is a bug of the quarantine.</summary>
    public async Task RefreshAsync()
    {
        if (!_reading.IsCompleted)
            return;
        var before = _reading;
        var reasons = letters.Summary.Reasons;
        var gone = Latest.Keys.Except(reasons.Select(static reason => reason.Reason), StringComparer.Ordinal);
        Volatile.Write(ref _latest, Latest.RemoveRange(gone));
        var due = reasons.Where(IsDue).OrderBy(ReadAt).Take(1).ToList();
        if (due.Count > 0)
            _reading = ReadAsync(due[0]);
        await before;
    }

    /// <summary>Also where none could be read: the disk or the queue may have failed for once.</summary>
    private bool IsDue(ReasonSummary reason) => Latest.TryGetValue(reason.Reason, out var known)
        ? (known.Letter is null || (known.Count, known.Bytes) != (reason.Count, reason.Bytes)) && time.GetElapsedTime(known.ReadAt) >= age
        : Latest.Count < MaximumReasons;

    /// <summary>The longest unread is next, so that reasons which keep growing keep none from its turn.</summary>
    private long ReadAt(ReasonSummary reason) => Latest.TryGetValue(reason.Reason, out var known) ? known.ReadAt : long.MinValue;

    private async Task ReadAsync(ReasonSummary reason)
    {
        var page = await letters.ListAsync(reason.Reason, null, 1, CancellationToken.None);
        var sample = new LetterSample(page.Letters.Count > 0 ? page.Letters[0] : null, reason.Count, reason.Bytes, time.GetTimestamp());
        Volatile.Write(ref _latest, Latest.SetItem(reason.Reason, sample));
    }
}

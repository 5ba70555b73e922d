using Holdfast.Pipeline.Recovering;
using Holdfast.Routing.Recovery;

namespace Holdfast.Pipeline.Overview;

/// <summary>
/// The recoveries as they were last heard of: of this process at once; of the orchestrations asked for now and then, by one question at a time,
/// while what was heard before is shown. For one caller; <see cref="Latest"/> for any thread.
/// </summary>
internal sealed class RecoveryViews(IRecoveryReports reports, TimeSpan age, TimeProvider time)
{
    /// <summary>What was heard longer ago says nothing of the present: nobody looked meanwhile, or nobody answers.</summary>
    public static readonly TimeSpan Stale = TimeSpan.FromMinutes(1);

    private Task _asking = Task.CompletedTask;
    private long? _asked;
    private Answer _latest = new([], 0);

    /// <summary>The records; none before the first answer, and none of an answer that is stale.</summary>
    public IReadOnlyList<RecoveryRecord> Latest =>
        Volatile.Read(ref _latest) is var latest && age > TimeSpan.Zero && time.GetElapsedTime(latest.At) > Stale ? [] : latest.Records;

    /// <summary>The question under way.</summary>
    public Task Asking => _asking;

    /// <summary>Asks, where that is due. Throws what the question before threw, which is a bug of the answerer.</summary>
    /// <param name="watched">Whether somebody looks; otherwise only what costs nothing is asked.</param>
    public async Task RefreshAsync(bool watched)
    {
        if (!_asking.IsCompleted || (age > TimeSpan.Zero && (!watched || (_asked is { } last && time.GetElapsedTime(last) < age))))
            return;
        var before = _asking;
        _asked = time.GetTimestamp();
        _asking = AskAsync();
        await before;
    }

    private async Task AskAsync()
    {
        var records = await reports.LiveAsync(CancellationToken.None);
        Volatile.Write(ref _latest, new(records, time.GetTimestamp()));
    }

    private sealed record Answer(IReadOnlyList<RecoveryRecord> Records, long At);
}

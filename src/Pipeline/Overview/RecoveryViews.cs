using Holdfast.Pipeline.Recovering;
using Holdfast.Routing.Recovery;

namespace Holdfast.Pipeline.Overview;

/// <summary>
/// The recoveries as they were last heard of: of this process at once; of the orchestrations asked for now and then, by one question at a time,
/// while what was heard before is shown. For one caller; <see cref="Latest"/> for any thread.
/// </summary>
internal sealed class RecoveryViews(IRecoveryReports reports, TimeSpan age, TimeProvider time)
{
    private Task _asking = Task.CompletedTask;
    private long _asked;
    private volatile IReadOnlyList<RecoveryRecord> _latest = [];

    /// <summary>The records; none before the first answer.</summary>
    public IReadOnlyList<RecoveryRecord> Latest => _latest;

    /// <summary>The question under way.</summary>
    public Task Asking => _asking;

    /// <summary>Asks, where that is due. Throws what the question before threw, which is a bug of the answerer.</summary>
    /// <param name="watched">Whether somebody looks; otherwise only what costs nothing is asked.</param>
    public async Task RefreshAsync(bool watched)
    {
        if (!_asking.IsCompleted || (age > TimeSpan.Zero && (!watched || (_asked != 0 && time.GetElapsedTime(_asked) < age))))
            return;
        var before = _asking;
        _asked = time.GetTimestamp();
        _asking = AskAsync();
        await before;
    }

    private async Task AskAsync() => _latest = await reports.LiveAsync(CancellationToken.None);
}

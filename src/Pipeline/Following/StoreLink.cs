using Holdfast.Pipeline.Breakers;
using Holdfast.Routing.Following;

namespace Holdfast.Pipeline.Following;

/// <summary>
/// One store's part of a <see cref="BreakerLink"/>. At most one report, one early probe, one reading and one publishing are under way at a time, however slow the
/// authority is. Its steps are taken by one caller; snapshots may come on any thread.
/// </summary>
internal sealed class StoreLink(StoreBreaker breaker, IBreakerAuthority authority, ISnapshotBoard? board, FollowOptions options, TimeProvider time)
{
    private readonly Lock _gate = new();
    private Task _reporting = Task.CompletedTask;
    private Task _probing = Task.CompletedTask;
    private Task _publishing = Task.CompletedTask;
    private Task _reading = Task.CompletedTask;
    private Task _read = Task.CompletedTask;
    private long _reportedAt;
    private bool _reported;
    private bool _reportedRewind;
    private AuthoritySnapshot? _posted;
    private bool _boardMoves;
    private long _boardMovedAt;

    internal StoreBreaker Breaker => breaker;

    /// <summary>
    /// Whether the board's word moves, and so is alive: half the budget is left to ask the authority. Judged by when this instance saw it change, not
    /// by what clocks say.
    /// </summary>
    internal bool IsBoardAlive
    {
        get
        {
            lock (_gate)
                return _boardMoves && time.GetElapsedTime(_boardMovedAt) <= options.Staleness / 2;
        }
    }

    /// <summary>Sends what is to be told, unless the last report is still under way.</summary>
    internal void Tell(bool rewindPending, CancellationToken cancellation)
    {
        if (_probing.IsCompleted && breaker.TakeProbeEarly() is { } early)
            _probing = WithinPatienceAsync(token => authority.ProbeEarlyAsync(breaker.Store, early, token), cancellation);
        if (!_reporting.IsCompleted)
            return;
        var beat = !_reported || rewindPending != _reportedRewind || time.GetElapsedTime(_reportedAt) >= options.Heartbeat || breaker.IsDecisionDue;
        if (breaker.TakeReport(beat, rewindPending) is not { } report)
            return;
        (_reported, _reportedAt, _reportedRewind) = (true, time.GetTimestamp(), report.RewindPending);
        _reporting = ReportAsync(report, cancellation);
    }

    /// <summary>Asks the authority for its word. A second caller joins the reading that is under way.</summary>
    internal Task ReadAsync(CancellationToken cancellation)
    {
        TaskCompletionSource ended;
        lock (_gate)
        {
            if (!_read.IsCompleted)
                return FollowAsync(_read);
            ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _read = ended.Task;
        }

        var reading = ReadAsync(ended, cancellation);
        lock (_gate)
            _reading = reading;
        return reading;
    }

    /// <summary>Takes in what stands on the board.</summary>
    /// <param name="posted">The snapshot.</param>
    /// <param name="asOf">When the board was asked.</param>
    /// <param name="isNews">Whether it was just published: what merely stands there may have stood for long.</param>
    internal void Hear(AuthoritySnapshot posted, long asOf, bool isNews)
    {
        if (posted.State is not { IsSound: true })
            return;
        lock (_gate)
        {
            var known = _posted;
            if (known is not null && !posted.IsNewerThan(known))
                return;
            _posted = posted;
            if (known is null && !isNews)
                return;
            (_boardMoves, _boardMovedAt) = (true, asOf);
        }

        // A board that is behind moves, and yet has nothing to say.
        if (breaker.Word is not { } word || posted.IsNewerThan(word))
            breaker.Follow(posted, asOf);
    }

    /// <summary>Lets a bug in what has ended surface, once. With <paramref name="all"/>, waits for what has not.</summary>
    internal async Task SurfaceAsync(bool all)
    {
        Task[] underWay;
        lock (_gate)
        {
            underWay = [_reporting, _probing, _publishing, _reading];
            _reporting = Left(_reporting);
            _probing = Left(_probing);
            _publishing = Left(_publishing);
            _reading = Left(_reading);
        }

        await Task.WhenAll(underWay.Where(task => all || task.IsCompleted));

        static Task Left(Task task) => task.IsCompleted ? Task.CompletedTask : task;
    }

    /// <summary>Another's end, awaited where the caller runs, and not by the pool.</summary>
    internal static async Task FollowAsync(Task other) => await other;

    private async Task ReportAsync(BreakerReport report, CancellationToken cancellation)
    {
        var told = await WithinPatienceAsync(token => authority.ReportAsync(breaker.Store, report, token), cancellation);
        if (told.Succeeded)
            breaker.ReportDelivered(report.Origin.Number);
    }

    private async Task ReadAsync(TaskCompletionSource ended, CancellationToken cancellation)
    {
        try
        {
            await ReadOnceAsync(cancellation);
        }
        finally
        {
            ended.SetResult();
        }
    }

    private async Task ReadOnceAsync(CancellationToken cancellation)
    {
        var asOf = time.GetTimestamp();
        LinkResult<AuthoritySnapshot> read = default;
        var outcome = await WithinAsync(
            options.Staleness,
            async token =>
            {
                read = await authority.ReadAsync(breaker.Store, token);
                return new LinkResult(read.Fault, read.Message);
            },
            cancellation);
        if (!outcome.Succeeded || read.Value is not { } word)
            return;
        breaker.Follow(word, asOf);
        if (board is not null && word.State is { IsSound: true })
            Publish(board, word, cancellation);
    }

    /// <summary>For the other instances, which then need not ask: unless the board is known to have it.</summary>
    private void Publish(ISnapshotBoard posts, AuthoritySnapshot word, CancellationToken cancellation)
    {
        lock (_gate)
        {
            if (!_publishing.IsCompleted || (_posted is { } posted && !word.IsNewerThan(posted)))
                return;
        }

        var publishing = WithinPatienceAsync(token => posts.PublishAsync(word, token), cancellation);
        lock (_gate)
            _publishing = publishing;
    }

    private Task<LinkResult> WithinPatienceAsync(Func<CancellationToken, Task<LinkResult>> call, CancellationToken cancellation) =>
        WithinAsync(options.Patience, call, cancellation);

    /// <summary>Makes one call, and gives it up after so long.</summary>
    internal async Task<LinkResult> WithinAsync(TimeSpan limit, Func<CancellationToken, Task<LinkResult>> call, CancellationToken cancellation)
    {
        using var patience = new CancellationTokenSource(limit, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellation);
        try
        {
            return await call(either.Token);
        }
        catch (OperationCanceledException) when (either.IsCancellationRequested)
        {
            return new LinkResult(LinkFault.Unreachable, "no answer in time");
        }
    }
}

using Holdfast.Pipeline.Stores;
using Holdfast.Pipeline.Tests.Support;
using Holdfast.Routing.Recovery;

namespace Holdfast.Pipeline.Tests.Recovering;

/// <summary>A store in service that becomes owed a single batch again and again, as by a write that timed out and the fence behind it.</summary>
public sealed class RecoverySteadinessTests
{
    private static readonly TimeSpan Length = TimeSpan.FromMinutes(5);

    private readonly Dictionary<string, TimeSpan> _owedAt = new(StringComparer.Ordinal);
    private TimeSpan _longest;
    private int _compared;
    private int _asked;

    [Theory]
    [InlineData(0.05)]
    [InlineData(0.3)]
    [InlineData(2)]
    [InlineData(15)]
    public void StepAsync_SingleBatchesOwedAgainAndAgain_ChangesPhaseRarelyAndDeliversAtOnce(double period) => VirtualWorld.Run(async world =>
    {
        var rig = await StartAsync(world);
        rig.Disk.Trace.Clear();
        var owing = OweAsync(rig, TimeSpan.FromSeconds(period));
        var (moves, phase) = (0, RecoveryPhase.Done);
        while (rig.Time.Elapsed < Length)
        {
            var turn = await rig.Recovery.StepAsync("s0", default);
            var before = phase;
            phase = rig.Recovery.RecordOf("s0")!.Phase;
            moves += phase == before ? 0 : 1;
            await Task.Delay(turn.Delay > TimeSpan.Zero ? turn.Delay : TimeSpan.FromMilliseconds(1), rig.Time);
        }

        // Once through backfill, comparison and soak every ten seconds at most; between, the record counts no more than once a second, and
        // the store is asked what it holds when a backfill begins.
        await owing;
        var saves = rig.Disk.Trace.Count(static step => step.StartsWith("SyncFile s0", StringComparison.Ordinal));
        Assert.InRange(moves, 3 * (int)(Length.TotalSeconds / Math.Max(20, 2 * period)), 1 + (3 * (int)(Length.TotalSeconds / 10)));
        Assert.InRange(saves, moves, moves + Length.TotalSeconds + 1);
        Assert.InRange(_compared, moves / 3 - 1, Length.TotalSeconds / 10);
        Assert.InRange(_asked, 1, moves);

        // Nobody waits for that: everything is delivered as soon as it is seen.
        Assert.Equal(_owedAt.Keys.Order(StringComparer.Ordinal), rig.Primary.Lines.Order(StringComparer.Ordinal));
        Assert.InRange(_longest, TimeSpan.Zero, TimeSpan.FromMilliseconds(300));
    });

    private async Task<WritingRig> StartAsync(VirtualWorld world)
    {
        var rig = await WritingRig.StartAsync(world);
        rig.Primary.Answers = question =>
        {
            _asked += question.Contains("SHOW FIELD KEYS", StringComparison.Ordinal) ? 1 : 0;
            return StoreResponse.NoContent;
        };
        rig.Primary.Behaviour = async (body, ct) =>
        {
            await Task.Delay(TimeSpan.FromMilliseconds(3), rig.Time, ct);
            foreach (var line in body.Split('\n', StringSplitOptions.RemoveEmptyEntries))
            {
                var waited = rig.Time.Elapsed - _owedAt[line];
                _longest = waited > _longest ? waited : _longest;
            }

            return rig.Primary.Commit(body);
        };
        rig.Reconcile = async (_, _) =>
        {
            _compared++;
            await Task.Delay(TimeSpan.FromMilliseconds(20), rig.Time);
            return new(ReconcileEnd.Compared, "equal");
        };
        return rig;
    }

    /// <summary>Appends as a fence does, until shortly before the end.</summary>
    private async Task OweAsync(WritingRig rig, TimeSpan period)
    {
        for (var number = 1; rig.Time.Elapsed < Length - TimeSpan.FromSeconds(1); number++)
        {
            var batch = rig.Batch(number);
            _owedAt.Add(WritingRig.Line(number), rig.Time.Elapsed);
            await rig.Log.AppendAsync(
                [new("s0", "hot", WritingRig.Bucket, batch.Key, batch.LineageId, StoredElsewhere: true, batch.Points, batch.MinTime, batch.MaxTime, batch.Lines)], default);
            await Task.Delay(period, rig.Time);
        }
    }
}

using System.Text.Json.Nodes;
using Holdfast.Pipeline.DeadLetters;
using Holdfast.Pipeline.Overview;
using Holdfast.Pipeline.Reconciling;
using Holdfast.Pipeline.Recovering;
using Holdfast.Pipeline.Tests.Support;
using Holdfast.Routing.Batching;

namespace Holdfast.Pipeline.Tests.Overview;

/// <summary>The overview over the real pipeline, in virtual time.</summary>
internal sealed class OverviewRig
{
    private int _written;

    private OverviewRig(WritingRig rig, OverviewOptions options, IRecoveryReports? recoveries, IDeadLetters? letters, RedisUseSource? redis)
    {
        Rig = rig;
        Recoveries = new(recoveries ?? new RecoveryReports(rig.Recovery, rig.Targets, rig.Settings.Recovery, rig.Time), options.RecoveryAge, rig.Time);
        Letters = new(letters ?? rig.Letters, options.LetterAge, rig.Time);
        Watch = new(rig.Settings.Table, rig.Targets, rig.Retention, rig.Log, rig.Traffic, Recoveries, redis, rig.Time);
        var lists = new OverviewLists(letters ?? rig.Letters, Letters, new ReconcileBook(rig.Disk.Root()), static () => []);
        Feed = new(Watch, new(options, rig.Settings.Table, rig.Targets, rig.Log, rig.Settings.Recovery, lists, rig.Time), Recoveries, Letters, rig.Time);
    }

    public WritingRig Rig { get; }

    public OverviewWatch Watch { get; }

    public OverviewFeed Feed { get; }

    public RecoveryViews Recoveries { get; }

    public LetterSamples Letters { get; }

    public static async Task<OverviewRig> StartAsync(
        VirtualWorld world, WritingRigOptions? options = null, OverviewOptions? overview = null, IRecoveryReports? recoveries = null,
        IDeadLetters? letters = null, RedisUseSource? redis = null) =>
        new(await WritingRig.StartAsync(world, options), overview ?? new(), recoveries, letters, redis);

    /// <summary>Lets seconds pass as the head does: writes, ticks, a step of each recovery, a look.</summary>
    /// <param name="seconds">How many.</param>
    /// <param name="writes">Writes of one point in each.</param>
    /// <param name="each">Called after each.</param>
    public async Task PassAsync(int seconds, int writes = 0, Action? each = null)
    {
        for (var second = 0; second < seconds; second++)
        {
            for (var write = 0; write < writes; write++)
                await WriteAsync();
            await Rig.PassAsync(1);
            foreach (var store in Rig.Recovery.Stores)
                await Rig.Recovery.StepAsync(store, CancellationToken.None);

            await Feed.StepAsync();
            each?.Invoke();
        }
    }

    public async Task WriteAsync(string? line = null) =>
        await Rig.IngestAsync(line ?? $"m v=1i {UnixTime.Nanoseconds(Rig.Time.GetUtcNow()) + ++_written}");

    public async Task<JsonNode> ReadAsync() => Parse(await Feed.ReadAsync(CancellationToken.None));

    public static JsonNode Parse(OverviewFrame frame) => JsonNode.Parse(frame.Document.Span)!;
}

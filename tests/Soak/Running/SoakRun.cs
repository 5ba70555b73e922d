using System.Diagnostics;
using System.Globalization;
using Holdfast.Soak.Faults;
using Holdfast.Soak.Judging;
using Holdfast.Soak.Reporting;
using Holdfast.Soak.Stores;
using Holdfast.Soak.Traffic;
using Holdfast.Soak.Watching;
using Holdfast.Standalone.Commands;
using Holdfast.Standalone.Commands.Drilling;

namespace Holdfast.Soak.Running;

/// <summary>Starts everything, lets it run, ends it, and brings the verdict.</summary>
/// <param name="options">What the soak was told.</param>
/// <param name="console">Where to report.</param>
internal sealed class SoakRun(SoakOptions options, CommandConsole console)
{
    /// <summary>How long what is in the producers' buffer may take to be acknowledged when the traffic ends.</summary>
    private static readonly TimeSpan HomeLimit = TimeSpan.FromSeconds(45);

    /// <summary>How long a target found ineligible may take to be found eligible: it is asked again every half minute.</summary>
    private static readonly TimeSpan RecheckLimit = TimeSpan.FromSeconds(75);

    private readonly SoakReport _report = new(console, options.Format);
    private readonly LogTally _log = new();
    private readonly SoakThresholds _thresholds = options.Times.Thresholds;

    /// <summary>Half a thousand times in a run, but not more than once a second.</summary>
    private TimeSpan SamplePeriod => options.Length < TimeSpan.FromMinutes(10) ? TimeSpan.FromSeconds(1) : options.Length / 500;

    /// <summary>Runs it.</summary>
    /// <param name="stop">Ends the traffic early.</param>
    /// <returns>The verdict.</returns>
    public async Task<IReadOnlyList<DrillPromise>> RunAsync(CancellationToken stop)
    {
        await using var ground = new SoakGround(new(options.Data));
        await ground.StartAsync(options.Real);
        await using var holdfast = new SoakHoldfast(ground.Arguments(options.Times.Keys), _log);
        using var traffic = new SoakTraffic(holdfast.Url, _thresholds.Answer);
        var schedule = FaultSchedule.Draw(options.Seed, options.Length, options.Times.Schedule, [.. ground.Ordinary.Select(static store => store.Traits)]);
        Announce(ground, schedule);
        await holdfast.StartAsync();
        traffic.Life.Change();

        var clock = Stopwatch.StartNew();
        var tiers = SoakGround.Traffic(options.Rate);
        using var watch = new SoakWatch(holdfast, traffic, clock, ground.Data, SamplePeriod);
        using var faults = new FaultPlayer([.. ground.Ordinary], holdfast, traffic, watch, clock, RecheckLimit);
        using var loop = new OpenLoop(new RequestFactory(tiers, $"soak-{options.Seed}", options.Seed), traffic, options.Rate);
        using var visits = new OperatorVisits(traffic, options.Seed);
        using var minutes = new MinuteWriter(traffic, watch, faults.Journal, loop, _report, clock);
        var drained = await TrafficAsync(schedule, watch, faults, loop, visits, minutes, stop);

        _report.Say("reading every store back");
        var comparison = await new StoreComparer(_report).CompareAsync(ground.Stores, tiers);
        var samples = LastLife(watch.Samples);
        var due = schedule.Count(fault => fault.At < _ended);
        var outages = Outage.AllOf(faults.Journal.Played, [.. ground.Ordinary.Select(static store => store.Traits)], watch.Stores);
        var evidence = Evidence(minutes.Totals, comparison, visits, watch, traffic) with
        {
            Outages = outages,
            Restarts = faults.Journal.Restarts,
            Drained = drained,
            Memory = GrowthTrend.Of(Figures(samples, static sample => sample.Process.Memory)),
            Managed = GrowthTrend.Of(Figures(samples, static sample => sample.Managed)),
            Handles = GrowthTrend.Of(Figures(samples, static sample => sample.Process.Handles)),
            Threads = GrowthTrend.Of(Figures(samples, static sample => sample.Process.Threads)),
            FaultsDue = due,
            FaultsNotPlayed = due - faults.Journal.Played.Count(static fault => fault.Hindrance is null),
        };
        _report.Outages(outages);
        Tell(minutes.Totals, tiers, faults, visits, samples);
        var rows = SoakJudge.Judge(evidence, _thresholds);
        await _report.VerdictAsync($"seed {options.Seed}", rows);
        return rows;
    }

    private TimeSpan _ended;

    private void Announce(SoakGround ground, IReadOnlyList<PlannedFault> schedule)
    {
        _report.Say($"Soak for {options.Length}, seed {options.Seed}, {options.Rate} requests/s of {RequestFactory.MeanLines:0} lines on average, {(options.Real ? "real stores" : "embedded stores only")}:");
        foreach (var line in ground.Description())
            _report.Say("  " + line);
        _report.Say($"{options.Times.Name} times; set apart from the defaults: {string.Join(", ", options.Times.Keys)}");
        _report.Say($"{schedule.Count} faults: {string.Join(", ", schedule.GroupBy(static fault => fault.Kind).OrderBy(static kind => kind.Key).Select(static kind => $"{kind.Key} {kind.Count()}"))}");
    }

    /// <returns>How long it took, after the traffic, until all was well; null when it did not become so.</returns>
    private async Task<TimeSpan?> TrafficAsync(
        IReadOnlyList<PlannedFault> schedule, SoakWatch watch, FaultPlayer faults, OpenLoop loop, OperatorVisits visits, MinuteWriter minutes, CancellationToken stop)
    {
        using var over = CancellationTokenSource.CreateLinkedTokenSource(stop);
        over.CancelAfter(options.Length);
        using var abort = new CancellationTokenSource();
        using var end = new CancellationTokenSource();
        var watching = watch.RunAsync(end.Token);
        var visiting = visits.RunAsync(end.Token);
        var writing = minutes.RunAsync(options.Line, over.Token);
        var began = Stopwatch.GetTimestamp();
        var producing = loop.RunAsync(over.Token, abort.Token);
        await faults.RunAsync(schedule, over.Token);
        await writing;
        _ended = Stopwatch.GetElapsedTime(began);
        abort.CancelAfter(HomeLimit);
        await producing;
        _report.Say($"the traffic has ended after {_ended:hh\\:mm\\:ss}; waiting until nothing is owed");
        var drained = await watch.UntilAllWellAsync(options.Times.RecoveryLimit);
        minutes.Write();
        await end.CancelAsync();
        await watching;
        await visiting;
        return drained;
    }

    private SoakEvidence Evidence(SoakTotals totals, SoakComparison? comparison, OperatorVisits visits, SoakWatch watch, SoakTraffic traffic) => new()
    {
        Stores = comparison,
        Answers = totals.Answers,
        Overdue = totals.Overdue,
        Unanswered = totals.Unanswered,
        Odd = totals.Odd,
        Poisoned = totals.Poisoned,
        PoisonMistaken = totals.PoisonMistaken,
        Repeats = totals.Repeats,
        RepeatsUnknown = totals.RepeatsUnknown,
        Forbidden = traffic.Forbidden,
        Trespassed = traffic.Trespassed,
        OperatorRequests = visits.Requests,
        OperatorFailures = visits.Failures,
        PeakLogShare = watch.PeakLogShare,
        LogErrors = _log.UnexpectedErrors,
    };

    /// <summary>Holdfast's last life without its first third, in which it warms up: compiles, and fills what has a limit.</summary>
    private static List<SoakSample> LastLife(IReadOnlyList<SoakSample> samples)
    {
        var life = samples.Where(sample => sample.Life == samples[^1].Life).ToList();
        return [.. life.Skip(life.Count / 3)];
    }

    private static List<(TimeSpan At, double Value)> Figures(List<SoakSample> samples, Func<SoakSample, double?> figure) =>
        [.. samples.Select(sample => (sample.At, Value: figure(sample))).Where(static pair => pair.Value is not null).Select(static pair => (pair.At, pair.Value!.Value))];

    private void Tell(SoakTotals totals, IReadOnlyList<TierTraffic> tiers, FaultPlayer faults, OperatorVisits visits, List<SoakSample> samples)
    {
        _report.Say("");
        _report.Say($"requests {totals.Requests}, points acknowledged {totals.Points}, answers {totals.Answers}: {Pairs(totals.ByStatus.Select(static pair => (pair.Key.ToString(CultureInfo.InvariantCulture), pair.Value)))}; worst {totals.Worst.TotalMilliseconds:0} ms; {totals.OverdueFresh} beyond {_thresholds.Answer.TotalSeconds:0.#} s in the 10 s after a restart of Holdfast");
        _report.Say($"landed {Pairs(totals.ByRoute.Select(static pair => (pair.Key.Length == 0 ? "(poison only)" : pair.Key, pair.Value)))}");
        _report.Say($"cut off by kills of Holdfast {totals.CutOff}, gone away on purpose {totals.Left}, lost by the producers' full buffer {totals.Unsent}, oracle {tiers.Sum(static tier => tier.Oracle.Bytes) / 1024} KiB");
        _report.Say($"growth judged over {(samples.Count == 0 ? TimeSpan.Zero : samples[^1].At - samples[0].At):hh\\:mm\\:ss} of Holdfast's last life");
        _report.Say($"log: {string.Join(", ", _log.Events)}");
        foreach (var fault in faults.Journal.Played.Where(static fault => fault.Hindrance is not null))
            _report.Say($"! not played: {fault.Planned}: {fault.Hindrance}");
        foreach (var (document, times) in visits.Missing)
            _report.Say($"! {document} is not in this version, asked for {times} times");
        foreach (var what in visits.Faults.Concat(_log.Examples))
            _report.Say("! " + what);
    }

    private static string Pairs(IEnumerable<(string Name, long Count)> pairs) => string.Join(", ", pairs.Select(static pair => $"{pair.Name} {pair.Count}"));
}

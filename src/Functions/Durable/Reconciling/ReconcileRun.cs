using System.Text.Json;
using Holdfast.Pipeline.Telemetry;
using Holdfast.Pipeline.Writing;
using Holdfast.Routing.Batching;
using Holdfast.Routing.Reconciling;
using Microsoft.DurableTask;
using Microsoft.Extensions.Logging;

namespace Holdfast.Functions.Durable.Reconciling;

/// <summary>
/// One round of the timed comparisons: waits until a tier is due or somebody calls, compares, and begins the next. Deterministic.
/// </summary>
internal sealed partial class ReconcileRun(TaskOrchestrationContext context, ReconcileStart start)
{
    /// <summary>No wait is longer, so that a configuration that has changed is seen.</summary>
    public static readonly TimeSpan LongestWait = TimeSpan.FromHours(1);

    /// <summary>How long to wait before another try when an activity has failed.</summary>
    public static readonly TimeSpan FaultPause = TimeSpan.FromMinutes(1);

    private readonly Task<object?> _call = context.WaitForExternalEvent<object?>(DurableNames.ReconcileEvent);

    private DateTimeOffset Now => new(DateTime.SpecifyKind(context.CurrentUtcDateTime, DateTimeKind.Utc));

    /// <summary>Runs one round.</summary>
    public async Task RunAsync()
    {
        var next = start;
        try
        {
            var look = await context.CallActivityAsync<TierLook>(nameof(LookAtTiers), new TierTask(start.Rounds.Length));
            next = Join(look);
            context.SetCustomStatus(new ReconcileStatus("", next.Rounds));
            var due = look.Options.Timer && next.Rounds.Length > 0 ? next.Rounds.Min(static round => round.Due) : DateTimeOffset.MaxValue;
            await PauseAsync(due);
            if (!_call.IsCompleted && due <= Now)
                next = await CompareAsync(next, next.Rounds.MinBy(static round => round.Due)!, look.Options);

            // Whoever called in the meantime is not to be forgotten with this history.
            if (_call.IsCompleted)
                next = await AnswerAsync(next, CallOf(await _call), look.Options);
        }
        catch (TaskFailedException failed)
        {
            Failed(context.CreateReplaySafeLogger(DurableNames.ReconcileLog), failed.TaskName, failed.FailureDetails.ErrorMessage);
            await PauseAsync(Now + FaultPause);
            next = next with { Rounds = [.. next.Rounds.Select(round => round.Due > Now ? round : round with { Due = Now + FaultPause })] };
        }

        context.ContinueAsNew(next);
    }

    /// <summary>The tiers that are configured now; a new one is due soon.</summary>
    private ReconcileStart Join(TierLook look)
    {
        var seed = start.Seed == 0 ? look.Seed : unchecked(start.Seed + 1);
        var sample = new Jitter(seed);
        return new([.. look.Tiers.Select(tier =>
            start.Rounds.FirstOrDefault(round => string.Equals(round.Tier, tier, StringComparison.Ordinal))
            ?? new TierRound(tier, look.Options.ShortestInterval, Now + ReconcilePace.Spreading(look.Options.ShortestInterval, sample.Next())))], seed);
    }

    private async Task<ReconcileStart> CompareAsync(ReconcileStart rounds, TierRound due, ReconcileOptions options)
    {
        var range = new TimeWindow(UnixTime.Nanoseconds(Now - options.Depth), UnixTime.Nanoseconds(Now));
        var trouble = await CompareAsync(rounds, due.Tier, range, ReconcileCause.Timer);
        return With(rounds, due.Tier, ReconcilePace.Next(due.Interval, trouble, options));
    }

    private async Task<ReconcileStart> AnswerAsync(ReconcileStart rounds, ReconcileCall call, ReconcileOptions options)
    {
        foreach (var round in rounds.Rounds)
        {
            if (call.Tier is not null && !string.Equals(call.Tier, round.Tier, StringComparison.Ordinal))
                continue;
            if (call.From is { } from)
            {
                var range = new TimeWindow(UnixTime.Nanoseconds(from), UnixTime.Nanoseconds(call.To ?? Now));
                if (await CompareAsync(rounds, round.Tier, range, ReconcileCause.Operator))
                    rounds = With(rounds, round.Tier, options.ShortestInterval);
            }
            else
            {
                // A store has been in trouble: more often for a while.
                rounds = With(rounds, round.Tier, options.ShortestInterval);
            }
        }

        return rounds;
    }

    /// <returns>Whether there is a reason to compare again soon.</returns>
    private async Task<bool> CompareAsync(ReconcileStart rounds, string tier, TimeWindow range, ReconcileCause cause)
    {
        context.SetCustomStatus(new ReconcileStatus(tier, rounds.Rounds));
        var plan = await context.CallActivityAsync<WindowPlan>(nameof(PlanWindows), new WindowPlanTask { Tier = tier, Range = range, Cause = cause });
        if (plan.Parts.IsEmpty)
            return false;
        var reports = await new WindowRound(context, static deed => deed, static () => false).CompareAsync(plan);
        var kept = await context.CallActivityAsync<KeptReport>(nameof(KeepReport), new ReportTask([.. reports]));
        if (kept.Fault.Length > 0)
            Failed(context.CreateReplaySafeLogger(DurableNames.ReconcileLog), nameof(KeepReport), kept.Fault);
        return reports.Any(static report => report.Trouble);
    }

    private ReconcileStart With(ReconcileStart rounds, string tier, TimeSpan interval)
    {
        var sample = new Jitter(unchecked(rounds.Seed * 0x9E3779B97F4A7C15UL)).Next();
        return rounds with
        {
            Rounds = [.. rounds.Rounds.Select(round => string.Equals(round.Tier, tier, StringComparison.Ordinal)
                ? new TierRound(tier, interval, Now + ReconcilePace.Spreading(interval, sample))
                : round)],
        };
    }

    private async Task PauseAsync(DateTimeOffset until)
    {
        var due = until < Now + LongestWait ? until : Now + LongestWait;
        if (due <= Now || _call.IsCompleted)
            return;
        using var cancel = new CancellationTokenSource();
        var timer = context.CreateTimer(due.UtcDateTime, cancel.Token);
        await Task.WhenAny(timer, _call);
        if (!timer.IsCompleted)
            Cancel(cancel);
    }

    /// <summary>On this thread: what follows from it is part of the orchestration.</summary>
    private static void Cancel(CancellationTokenSource timer) => timer.Cancel();

    /// <summary>Events are raised by people with whatever payload; what is none is a call for everything.</summary>
    private static ReconcileCall CallOf(object? payload)
    {
        try
        {
            return payload as ReconcileCall ?? (payload is JsonElement { ValueKind: JsonValueKind.Object } call ? call.Deserialize<ReconcileCall>(JsonSerializerOptions.Web) : null) ?? new();
        }
        catch (JsonException)
        {
            return new();
        }
    }

    [LoggerMessage(EventId = EventIds.ReconcileFailed, Level = LogLevel.Warning, Message = "A comparison failed at {Activity}, which is tried again: {Fault}")]
    private static partial void Failed(ILogger log, string activity, string fault);
}

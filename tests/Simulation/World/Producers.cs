using System.Text;
using Holdfast.Pipeline.DeadLetters;
using Holdfast.Pipeline.Ingest;
using Holdfast.Routing.LineProtocol;
using Holdfast.Simulation.Checking;
using Holdfast.Simulation.Scenarios;

namespace Holdfast.Simulation.World;

/// <summary>Sends the load, retries as producers do, and remembers what producers saw: the only thing that the promises are judged by.</summary>
/// <param name="world">The world.</param>
internal sealed class Producers(SimWorld world)
{
    private readonly List<SentWrite> _writes = [];
    private readonly HashSet<string> _lineages = new(StringComparer.Ordinal);
    private readonly Dictionary<int, List<PlannedRequest>> _corrections = [];
    private long _order;
    private int _waiting;

    /// <summary>Every attempt, in the order of sending.</summary>
    public IReadOnlyList<SentWrite> Writes => _writes;

    /// <summary>Whether a request is still to be sent, or sent again.</summary>
    public bool IsBusy => _waiting > 0;

    public void Schedule()
    {
        var known = world.Scenario.Requests.Select(static plan => plan.Number).ToHashSet();
        foreach (var plan in world.Scenario.Requests)
        {
            if (plan.Corrects is { } earlier && known.Contains(earlier))
                _corrections[earlier] = [.. _corrections.GetValueOrDefault(earlier) ?? [], plan];
            else
                SendLater(plan, 0, plan.At);
        }
    }

    private void SendLater(PlannedRequest plan, int attempt, TimeSpan wait)
    {
        _waiting++;
        world.After(wait, () =>
        {
            _waiting--;
            Send(plan, attempt);
        });
    }

    private void Send(PlannedRequest plan, int attempt)
    {
        var write = new SentWrite(plan, _order++) { At = world.Now };
        _writes.Add(write);
        if (world.Route(plan) is not { } process)
        {
            write.NeverSent = true;
            Lose(write, attempt);
            return;
        }

        write.By = process;
        world.Trace.Add($"request {plan.Number}.{attempt} by {process.Number}");
        var request = new IngestRequest(
            plan.Bucket, TimestampPrecision.Nanoseconds, plan.Key, null, DeadLetterSource.Http, Encoding.UTF8.GetBytes(plan.Body));
        process.Write(request, reply => Answered(write, attempt, reply));
        if (plan.Patience is { } patience && attempt == 0)
            world.After(patience, () => GoAway(write));
    }

    private void Answered(SentWrite write, int attempt, IngestReply? reply)
    {
        if (write.IsOver)
            return;
        world.Trace.Add($"request {write.Plan.Number}.{attempt}: {(reply is null ? "lost" : $"{reply.Status} {reply.Position} {reply.FallbackReason} {reply.Replayed}")}");
        write.Reply = reply;
        if (reply is not { Acknowledged: true })
        {
            Lose(write, attempt);
            return;
        }

        write.IsOver = true;
        write.Answered = _order++;
        (write.AnsweredAt, write.ElsewhereFrom) = (world.Now, world.Now + world.Distance);
        write.IsReplay = reply.Replayed;
        Correct(write.Plan);
        if (reply.Replayed)
        {
            Replayed(write, reply);
            return;
        }

        Acknowledge(write, reply);
        AnswerCheck.Run(world, write);
    }

    private void Acknowledge(SentWrite write, IngestReply reply)
    {
        write.IsAcknowledged = true;
        _lineages.Add(reply.LineageId);
        foreach (var line in reply.Lines)
            write.Listed.Add(line.Line - 1);
    }

    /// <summary>
    /// An answer from memory acknowledges what was written under the key before. If no producer has been told of that yet, because it had
    /// gone away, it is told now.
    /// </summary>
    private void Replayed(SentWrite write, IngestReply reply)
    {
        if (_lineages.Contains(reply.LineageId))
            return;
        var earlier = _writes
            .Where(other => other != write && other.By == write.By && !other.IsAcknowledged && !other.NeverSent && !other.IsReplay && SameKey(other.Plan, write.Plan))
            .ToList();
        if (earlier.Count == 0 || earlier.Select(static other => other.Plan.Body).Distinct(StringComparer.Ordinal).Count() > 1)
            return;
        Acknowledge(earlier[0], reply);
        (earlier[0].Answered, earlier[0].AnsweredAt, earlier[0].ElsewhereFrom) = (write.Answered, write.AnsweredAt, write.ElsewhereFrom);
    }

    private static bool SameKey(PlannedRequest one, PlannedRequest other) =>
        one.Bucket == other.Bucket && one.Key == other.Key && (one.Key is not null || one.Body == other.Body);

    private void Lose(SentWrite write, int attempt)
    {
        write.IsOver = true;
        if (attempt < write.Plan.Retries)
            SendLater(write.Plan, attempt + 1, write.Plan.Pause);
        else
            Correct(write.Plan);
    }

    /// <summary>A request is over: what corrects it is due.</summary>
    private void Correct(PlannedRequest plan)
    {
        if (_corrections.Remove(plan.Number, out var corrections))
            corrections.ForEach(correction => SendLater(correction, 0, correction.Gap));
    }

    /// <summary>Its producer goes away, and comes back with the same request.</summary>
    private void GoAway(SentWrite write)
    {
        if (!write.IsOver)
            Lose(write, 0);
    }
}

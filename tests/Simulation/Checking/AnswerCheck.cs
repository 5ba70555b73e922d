using Holdfast.Pipeline.Ingest;
using Holdfast.Simulation.Stores;
using Holdfast.Simulation.World;

namespace Holdfast.Simulation.Checking;

/// <summary>Checks one acknowledged answer at the moment at which its producer gets it.</summary>
internal static class AnswerCheck
{
    public static void Run(SimWorld world, SentWrite write)
    {
        var chain = world.Scenario.Settings.Table.TierOfBucket(write.Plan.Bucket)!.Chain;
        for (var index = 0; index < write.Plan.Lines.Count; index++)
        {
            var line = write.Plan.Lines[index];
            var listed = write.Listed.Contains(index);
            var refusable = line.Values.Count > 0 && chain.Any(target => StoreLine.IsPoison(line.Values[0].Key.Series, target.Store));
            if (line.Malformed && !listed)
                world.Violate("I6", $"request {write.Plan.Number} was acknowledged with line {index + 1}, which is no line protocol");
            if (listed && !line.Malformed && !refusable)
                world.Violate("I6", $"request {write.Plan.Number} lists the healthy line {index + 1} as rejected: {write.Reply!.Message}");
        }

        if (write.Listed.Count == 0)
            return;
        if (write.Reply!.Status != IngestStatus.Invalid)
            world.Violate("I6", $"request {write.Plan.Number} lists rejected lines and is answered {write.Reply.Status}");
        var view = world.View(durable: true, deferred: false);
        foreach (var index in write.Listed.Where(index => !view.Letters.Contains(write.Plan.Lines[index].Token)))
            world.Violate("I1", $"line {index + 1} of request {write.Plan.Number} was rejected and is not durably a dead letter at the answer");
    }
}

using Holdfast.Routing.Tiers;
using Holdfast.Simulation.Scenarios;
using Holdfast.Simulation.Stores;
using Holdfast.Simulation.World;

namespace Holdfast.Simulation.Checking;

/// <summary>
/// I1 at one instant: every acknowledged value is in a store of its tier, or owed, or a dead letter, or something newer is in its place.
/// </summary>
internal static class InstantCheck
{
    /// <param name="world">The world.</param>
    /// <param name="afterPowerLoss">Whether only what would survive a loss of power counts.</param>
    public static void Run(SimWorld world, bool afterPowerLoss)
    {
        if (world.Lost > 0)
            return;
        var view = world.View(afterPowerLoss, deferred: true);
        foreach (var ((bucket, cell), writes) in new CellBook(world).Cells)
        {
            var tier = world.Scenario.Settings.Table.TierOfBucket(bucket)!;
            foreach (var write in CellBook.Last(writes))
            {
                if (!writes.Any(other => !other.IsOverwritten && !write.IsAfter(other) && IsSafe(world, view, tier, cell, other)))
                    world.Violate("I1", $"{cell} of {bucket} was acknowledged as {write.Value} (request {write.Write.Plan.Number}) and is nowhere");
            }
        }
    }

    private static bool IsSafe(SimWorld world, WorldView view, Tier tier, Cell cell, CellWrite write) =>
        tier.Chain.Any(target => world.StoreNamed(target.Store).Content.Read(target.Bucket, cell) == write.Value)
        || view.Owes(tier.Bucket, cell, write.Value)
        || (StoreLine.IsPoison(cell.Series, tier.Primary.Store) | tier.Chain.Any(target => StoreLine.IsPoison(cell.Series, target.Store))
            && write.Write.Plan.Lines.Any(line => line.Values.Any(value => value.Key == cell && value.Value == write.Value) && view.Letters.Contains(line.Token)));
}

using Holdfast.Pipeline.Configuration;
using Holdfast.Routing.Tiers;
using Holdfast.Simulation.Scenarios;
using Holdfast.Simulation.Stores;
using Holdfast.Simulation.World;

namespace Holdfast.Simulation.Checking;

/// <summary>The reckoning after everything has recovered: I1, I2, I3 and I6, field by field.</summary>
internal sealed class FinalCheck
{
    private readonly SimWorld _world;
    private readonly CellBook _book;
    private readonly WorldView _view;

    private FinalCheck(SimWorld world)
    {
        _world = world;
        _book = new(world);
        _view = world.View(durable: true, deferred: false);
    }

    private HoldfastSettings Settings => _world.Scenario.Settings;

    public static void Run(SimWorld world)
    {
        var check = new FinalCheck(world);
        foreach (var ((bucket, cell), writes) in check._book.Cells)
        {
            var tier = check.Settings.Table.TierOfBucket(bucket)!;
            foreach (var target in check.Settings.Delivery.Mode == DeliveryMode.Fanout ? tier.Chain : [tier.Primary])
                check.Check(target, bucket, cell, writes);
        }

        foreach (var store in world.Stores)
            check.LookForStrangers(store);
        check.LookForHealthyLetters();
        foreach (var write in world.Producers.Writes.Where(static write => !write.IsOver))
            world.Violate("I7", $"request {write.Plan.Number} of {write.At} was never answered");
    }

    /// <summary>A target that must converge: it has a value that may be the last, or the point is a dead letter because the store refuses it.</summary>
    private void Check(Target target, string bucket, Cell cell, List<CellWrite> writes)
    {
        var last = CellBook.Last(writes).ToList();
        var found = _world.StoreNamed(target.Store).Content.Read(target.Bucket, cell);
        if (StoreLine.IsPoison(cell.Series, target.Store))
        {
            foreach (var write in writes.Where(static write => write.Acknowledged).Where(write => !_view.Letters.Contains(TokenOf(write, cell))))
                _world.Violate("I1", $"{cell} of {bucket} was acknowledged as {write.Value} (request {write.Write.Plan.Number}), is refused by {target.Store} and is no dead letter");
            return;
        }

        if (found is null)
        {
            if (last.Count > 0)
                _world.Violate("I1", $"{target.Store}/{target.Bucket} lacks {cell}, acknowledged as {Show(last)}");
            return;
        }

        if (last.Exists(write => write.Value == found) || writes.Exists(write => !write.Acknowledged && write.Value == found))
            return;
        _world.Violate(
            "I3",
            writes.Exists(write => write.Value == found)
                ? $"{target.Store}/{target.Bucket} has the stale {found} (request {writes.First(write => write.Value == found).Write.Plan.Number}) for {cell}, acknowledged last as {Show(last)}"
                : $"{target.Store}/{target.Bucket} has {found} for {cell}, which nobody wrote");
    }

    private void LookForStrangers(SimStore store)
    {
        foreach (var tier in Settings.Table.Tiers)
        {
            foreach (var target in tier.Chain.Where(target => target.Store == store.Name))
            {
                var cells = store.Content.Buckets.First(bucket => bucket.Key == target.Bucket).Value;
                foreach (var (cell, value) in cells.Where(entry => !_book.Of(tier.Bucket, entry.Key).Any(write => write.Value == entry.Value)))
                    _world.Violate("I2", $"{target.Store}/{target.Bucket} has {value} for {cell}, which nobody wrote to {tier.Bucket}");
            }
        }
    }

    private void LookForHealthyLetters()
    {
        var healthy = new HashSet<int>();
        foreach (var request in _world.Scenario.Requests)
            healthy.UnionWith(request.Lines.Where(static line => !line.Malformed && !line.Poison).Select(static line => line.Token));
        foreach (var token in _view.Letters.Where(healthy.Contains))
            _world.Violate("I6", $"the healthy line {token} is a dead letter");
    }

    private static int TokenOf(CellWrite write, Cell cell) =>
        write.Write.Plan.Lines.First(line => line.Values.Any(value => value.Key == cell && value.Value == write.Value)).Token;

    private static string Show(List<CellWrite> last) => string.Join(" or ", last.Select(static write => $"{write.Value} (request {write.Write.Plan.Number})"));
}

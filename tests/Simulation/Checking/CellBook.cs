using Holdfast.Simulation.Scenarios;
using Holdfast.Simulation.World;

namespace Holdfast.Simulation.Checking;

/// <summary>All that producers have written to each cell so far, as they saw it.</summary>
internal sealed class CellBook
{
    private readonly Dictionary<(string Bucket, Cell Cell), List<CellWrite>> _cells = [];

    public CellBook(SimWorld world)
    {
        foreach (var write in world.Producers.Writes)
        {
            if (!write.NeverSent)
                Add(write);
        }
    }

    /// <summary>Every cell with what was written to it.</summary>
    public IEnumerable<KeyValuePair<(string Bucket, Cell Cell), List<CellWrite>>> Cells => _cells;

    /// <summary>What was written to a cell, if anything.</summary>
    public IReadOnlyList<CellWrite> Of(string bucket, Cell cell) => _cells.GetValueOrDefault((bucket, cell)) ?? [];

    /// <summary>
    /// The acknowledged writes that a cell may show at the end: those that no other acknowledged one, begun after they were answered, has
    /// taken the place of.
    /// </summary>
    public static IEnumerable<CellWrite> Last(IReadOnlyList<CellWrite> writes) =>
        writes.Where(write => write is { Acknowledged: true, IsOverwritten: false } && !writes.Any(other => other.Acknowledged && other.IsAfter(write)));

    /// <summary>A line counts as acknowledged if its request does and does not list it as rejected. Within a request the last value holds.</summary>
    private void Add(SentWrite write)
    {
        for (var line = 0; line < write.Plan.Lines.Count; line++)
        {
            foreach (var (cell, value) in write.Plan.Lines[line].Values)
            {
                var key = (write.Plan.Bucket, cell);
                if (!_cells.TryGetValue(key, out var writes))
                    _cells[key] = writes = [];
                var acknowledged = write.IsAcknowledged && !write.IsReplay && !write.Listed.Contains(line);
                foreach (var earlier in writes.Where(earlier => acknowledged && earlier.Write == write && earlier.Acknowledged))
                    earlier.IsOverwritten = true;
                writes.Add(new(write, value, acknowledged));
            }
        }
    }
}

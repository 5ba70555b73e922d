namespace Holdfast.Simulation.Running;

/// <summary>Seeds that found bugs, with the bug. They stay, though with each change of the scenarios a seed means another world.</summary>
internal static class KnownSeeds
{
    /// <summary>Each with what it found.</summary>
    public static IReadOnlyList<(int Seed, string Found)> All { get; } =
    [
        (657, "fan-out: a write still looking for its poison at a slow target went on after the backfill had replayed the batch (I3)"),
        (1086, "the same, with two copies of a cell in one request"),
        (2082, "the same, over two requests"),
        (2842, "the same, over two requests"),
        (2726, "a segment whose sync failed at the start was shorter than what had been read of it, and held up its store for good (liveness)"),
        (3992, "the same"),
    ];
}

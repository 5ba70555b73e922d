using Holdfast.Simulation.Scenarios;

namespace Holdfast.Simulation.Running;

/// <summary>Seeds that found bugs, with the bug. They stay, though with each change of the scenarios a seed means another world.</summary>
internal static class KnownSeeds
{
    /// <summary>Of worlds with several instances, each with what it found.</summary>
    public static IReadOnlyList<(int Seed, string Found)> OfInstances { get; } =
    [
        (61, "what was made up for was ordered by its store's answer, which in a fan-out may come after the producer's (I3)"),
        (87, "the same"),
        (132, "the same"),
        (159, "the same"),
        (167, "the same"),
        (44, "the drain waited for a view that waited for room in the queue that only the drain makes (liveness)"),
        (25, "what was made up for was appended whole again and again when there was room for a part: the queue stayed full (liveness)"),
        (71265, "of what had to be appended again the older part was, and the newer came too late and was left out (I3)"),
        (310068, "of two that had to be appended again the newer was, since both were sent at once and there was room for one (I3)"),
        (865, "two drains of one lane in one instance: the second overtook the first one's write, which hung and was applied late (I3)"),
        (27, "what could not be appended again at once was appended behind what the same instance had acknowledged since (I3)"),
        (140, "what was appended again only after a long while without the board went over what others had written since (I3)"),
        (40597, "what was under way when a range was announced was made up for too, and after a while without the board came behind what was acknowledged since (I3)"),
        (40145, "the same"),
        (50105, "what was in the log already, beside being committed, was appended once more, so late that it came behind what was acknowledged since (I3)"),
        (50177, "the same"),
        (50591, "the same"),
        (30368, "a lane was let go while what had been read of it was being searched for poison, and settling nothing counted as progress (liveness)"),
        (31, "locks were renewed in the order of a hash (I4)"),
        (452, "a store refused the marker point, and was asked for its health although its breaker had opened meanwhile (I5)"),
    ];

    /// <summary>The known seeds of either kind of world.</summary>
    public static IEnumerable<int> Of(Features features) => (features.Instances ? OfInstances : All).Select(static known => known.Seed);

    /// <summary>Of worlds with one process, each with what it found.</summary>
    public static IReadOnlyList<(int Seed, string Found)> All { get; } =
    [
        (1, "a wait of less than a millisecond was no wait: the recovery's loop span (the world stood still)"),
        (100, "a store whose breaker had opened was asked on what fields it holds (I5)"),
        (998, "entries left the ring for their age while it was being replayed (I3)"),
        (183, "a target that was not eligible when its store was rewound was never rewound (I1)"),
        (975, "a rewind lacked what an interrupted search for poison had committed, and the backfill went on behind it (I3)"),
        (497, "a rewind put an old value over a newer one until it came to that; a process that died between left it there (I1)"),
        (294, "the same"),
        (996, "the same, with a store that had forgotten"),
        (18420, "a rewind failed, a large batch emptied the ring, and its fences stayed up for ever (liveness)"),
        (524, "the same"),
        (822, "a target that was not eligible was rewound again only after the pause between two rewinds (I1)"),
        (2156, "the same (I3)"),
        (2807, "a repair from a replica counted as newer than what the store had forgotten (I3)"),
        (16552, "a replay was begun again before the store had answered: the write of the one before came after it (I3)"),
        (15, "a batch that was nothing but poison was kept for the rewind (bug)"),
    ];
}

using System.Runtime.InteropServices;

namespace Holdfast.Pipeline.Writing;

/// <summary>What became of a group: of all its batches the same, as nearly always, or of each its own.</summary>
/// <param name="All">The outcome of every batch; null when <paramref name="Each"/> has them.</param>
/// <param name="Each">The outcomes in the group's order.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct GroupOutcome(AttemptOutcome? All, AttemptOutcome[] Each)
{
    public static implicit operator GroupOutcome(AttemptOutcome all) => new(all, []);

    /// <summary>The outcome of the write at that place of the group.</summary>
    public AttemptOutcome Of(int index) => All ?? Each[index];

    /// <summary>Lets every caller go on.</summary>
    public void Complete(IReadOnlyList<PendingWrite> group)
    {
        for (var index = 0; index < group.Count; index++)
            group[index].Complete(Of(index));
    }
}

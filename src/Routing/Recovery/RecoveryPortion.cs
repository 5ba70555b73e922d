using System.Runtime.InteropServices;

namespace Holdfast.Routing.Recovery;

/// <summary>An amount of batches. The default is none.</summary>
/// <param name="Batches">How many batches.</param>
/// <param name="Points">How many points they have.</param>
/// <param name="Bytes">How many bytes of lines they have.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct RecoveryPortion(long Batches, long Points, long Bytes)
{
    /// <summary>Both together.</summary>
    public RecoveryPortion Plus(RecoveryPortion other) => new(Batches + other.Batches, Points + other.Points, Bytes + other.Bytes);
}

using Holdfast.Routing.Planning;

namespace Holdfast.Pipeline.Stores;

/// <summary>A point that a store refused when it was sent alone.</summary>
/// <param name="Index">Which point of the batch, from 0.</param>
/// <param name="Offset">Where it starts in the batch's bytes.</param>
/// <param name="Length">How many bytes it has, up to where the next one starts.</param>
/// <param name="Verdict">What the store answered: <see cref="WriteClass.DataFault"/> or <see cref="WriteClass.TooLarge"/>.</param>
public sealed record RefusedPoint(int Index, int Offset, int Length, WriteVerdict Verdict);

namespace Holdfast.Pipeline.Writing;

/// <summary>A point that a store refused as faulty data, found by bisecting.</summary>
/// <param name="Index">Which point of the batch, from 0.</param>
/// <param name="Offset">Where its line starts in the batch's bytes.</param>
/// <param name="Length">How many bytes its line has, the newline included.</param>
/// <param name="Store">The store that refused it.</param>
/// <param name="Message">The store's own message.</param>
public sealed record PoisonPoint(int Index, int Offset, int Length, string Store, string Message);

using System.Runtime.InteropServices;

namespace Holdfast.Pipeline.Stores;

/// <summary>How far an unfinished search for poison has come in a batch, from its beginning, so that a later one can go on there.</summary>
/// <param name="Points">The points of which everything is known: the store has them, or refused them.</param>
/// <param name="Bytes">Their bytes.</param>
/// <param name="NextPoints">How many points behind them the search was about to send together; at least 1.</param>
/// <param name="NextBytes">Their bytes.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct SearchProgress(int Points, int Bytes, int NextPoints, int NextBytes);

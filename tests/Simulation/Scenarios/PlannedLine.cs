namespace Holdfast.Simulation.Scenarios;

/// <summary>One line of a request.</summary>
/// <param name="Text">As the producer sends it.</param>
/// <param name="Token">A number that stands in no other line: in its values, or somewhere in it if it is malformed.</param>
/// <param name="Malformed">Whether it is no line protocol.</param>
/// <param name="Poison">Whether some store refuses it.</param>
/// <param name="Values">What it writes.</param>
internal sealed record PlannedLine(string Text, int Token, bool Malformed, bool Poison, IReadOnlyList<KeyValuePair<Cell, string>> Values);

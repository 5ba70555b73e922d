namespace Holdfast.Standalone.Commands.Drilling;

/// <summary>A point as a store has it.</summary>
/// <param name="Value">The value of field <c>v</c>.</param>
/// <param name="Tier">The tag <c>tier</c>.</param>
internal readonly record struct DrillPoint(long Value, string Tier);

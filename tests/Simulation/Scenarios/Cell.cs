namespace Holdfast.Simulation.Scenarios;

/// <summary>What one field of one point is written to.</summary>
/// <param name="Series">Measurement and tags, in the order of their names.</param>
/// <param name="Time">Nanoseconds since 1970.</param>
/// <param name="Field">The field's name.</param>
internal readonly record struct Cell(string Series, long Time, string Field)
{
    public override string ToString() => $"{Series} {Field} at {Time}";
}

namespace Holdfast.Simulation.Checking;

/// <summary>A promise that was not kept.</summary>
/// <param name="Promise">Which: I1 to I7, or what else must hold.</param>
/// <param name="At">When it was seen.</param>
/// <param name="Message">What was seen, and what was expected.</param>
internal sealed record Violation(string Promise, TimeSpan At, string Message)
{
    public override string ToString() => $"{Promise} at {At.TotalSeconds:F6} s: {Message}";
}

namespace Holdfast.Standalone.Commands.Operating;

/// <summary>How far a soak is.</summary>
/// <param name="SecondsLeft">How long it goes on if nothing happens.</param>
/// <param name="Restarts">How often it had to begin again.</param>
internal sealed record SoakStatus(double SecondsLeft, int Restarts);

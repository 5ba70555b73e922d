namespace Holdfast.Simulation.World;

/// <summary>How a process ends.</summary>
/// <param name="LosesPower">Whether the machine loses power with it.</param>
/// <param name="Down">How long until it is started again.</param>
internal readonly record struct Death(bool LosesPower, TimeSpan Down);

namespace Holdfast.Standalone.Commands.Drilling;

/// <summary>One scene of the script.</summary>
/// <param name="Name">What is wrong, for people.</param>
/// <param name="Length">How long it lasts.</param>
/// <param name="Begin">Puts the fault in force; says what hinders it, or null.</param>
/// <param name="End">Ends it; says what hinders that, or null.</param>
internal sealed record DrillPhase(string Name, TimeSpan Length, Func<CancellationToken, Task<string?>> Begin, Func<CancellationToken, Task<string?>> End);

namespace Holdfast.Functions.Tests.Support;

/// <summary>Something that an orchestrator asked for, at one position of its history.</summary>
/// <param name="Kind">activity, timer, signal, call, lock, unlock, send.</param>
/// <param name="Name">Of what; of a timer the moment.</param>
/// <param name="Input">As JSON.</param>
internal sealed record ReplayAction(string Kind, string Name, string? Input)
{
    /// <summary>Of an entity's operation: the entity.</summary>
    public (string Name, string Key) Entity { get; init; }
}

namespace Holdfast.Pipeline.Writing;

/// <summary>Fences that were raised for all instances, or why they could not be.</summary>
/// <param name="Fault">Why not; null when they stand.</param>
/// <param name="Lapsed">Why they cannot be relied on any more; null as long as they can. Asked before each write.</param>
/// <param name="LowerAsync">Lowers them; more than once does nothing. When it fails they end by themselves.</param>
public sealed record SharedFence(string? Fault, Func<string?> Lapsed, Func<Task> LowerAsync)
{
    /// <summary>No fence.</summary>
    /// <param name="fault">Why.</param>
    public static SharedFence Failed(string fault) => new(fault, () => fault, static () => Task.CompletedTask);
}

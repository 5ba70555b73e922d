namespace Holdfast.Standalone.Embedded.Engine;

/// <summary>What came of a change to databases, policies or points.</summary>
/// <param name="Error">Why it is not durable; null when it is.</param>
/// <param name="IsRefused">Whether it was refused and nothing changed, the message then being InfluxDB's.</param>
/// <param name="IsFull">Whether the journal has no room for it now.</param>
internal sealed record ChangeResult(string? Error, bool IsRefused = false, bool IsFull = false)
{
    /// <summary>Done, and on the disk.</summary>
    public static readonly ChangeResult Durable = new((string?)null);

    public bool IsDurable => Error is null;
}

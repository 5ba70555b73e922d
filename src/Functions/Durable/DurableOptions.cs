namespace Holdfast.Functions.Durable;

/// <summary>What the durable functions are told by the head's settings (<c>Holdfast:Azure</c>).</summary>
public sealed record DurableOptions
{
    /// <summary>How long one drain activity delivers, but for its last write: <c>Holdfast:Azure:DrainFor</c>, default 30 s.</summary>
    public TimeSpan DrainFor { get; init; } = TimeSpan.FromSeconds(30);
}

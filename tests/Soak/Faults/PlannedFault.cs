namespace Holdfast.Soak.Faults;

/// <summary>One fault of the schedule.</summary>
/// <param name="Kind">What goes wrong.</param>
/// <param name="Target">The store, or the tier, that it concerns; empty when it is Holdfast itself.</param>
/// <param name="At">When it begins, from the first request.</param>
/// <param name="Lasts">How long it lasts.</param>
internal sealed record PlannedFault(FaultKind Kind, string Target, TimeSpan At, TimeSpan Lasts)
{
    /// <summary>What killing Holdfast before and after it adds to a fault that does.</summary>
    private static readonly TimeSpan Restarting = TimeSpan.FromSeconds(8);

    /// <summary>When it is over.</summary>
    public TimeSpan End => At + Lasts + (IsAlone ? Restarting : TimeSpan.Zero);

    /// <summary>Whether Holdfast is killed in it.</summary>
    public bool RestartsHoldfast => Restarts(Kind);

    /// <summary>Whether it must be alone.</summary>
    public bool IsAlone => Kind is FaultKind.RetentionAltered or FaultKind.LogNearlyFull;

    /// <summary>Whether Holdfast is killed in faults of this kind.</summary>
    public static bool Restarts(FaultKind kind) => kind is FaultKind.HoldfastKilled or FaultKind.RetentionAltered or FaultKind.LogNearlyFull;

    /// <inheritdoc/>
    public override string ToString() => Target.Length == 0 ? $"{Kind}" : $"{Kind} {Target}";
}

namespace Holdfast.Simulation.Scenarios;

/// <summary>One entry of a fault schedule. Everything about it is in here, so that a schedule without it changes nothing else.</summary>
/// <param name="Kind">What goes wrong.</param>
/// <param name="At">When it begins.</param>
/// <param name="For">How long it lasts; for a kill, how long the process stays down.</param>
/// <param name="Store">Which store, where a store is at fault.</param>
/// <param name="Amount">Milliseconds, seconds, bytes, lines or steps: whatever the kind counts.</param>
/// <param name="Rate">The share of requests or steps that it meets.</param>
internal sealed record Fault(FaultKind Kind, TimeSpan At, TimeSpan For, int Store, int Amount, double Rate)
{
    /// <summary>Which instance, or which broker: 0 for the queue, 1 for the board, 2 for all, 3 for the authorities.</summary>
    public int Place { get; init; }

    /// <summary>When it is over.</summary>
    public TimeSpan End => At + For;

    public override string ToString() =>
        $"{At.TotalSeconds:F3} s, for {For.TotalSeconds:F3} s: {Kind}{(Kind is <= FaultKind.StoreKeepsWrongly or FaultKind.OperatorIsolates or FaultKind.InstanceCutFromStore ? $" s{Store}" : "")}{(Kind >= FaultKind.InstanceKilled ? $" at {Place}" : "")} amount {Amount} rate {Rate:F2}";
}

namespace Holdfast.Simulation.Scenarios;

/// <summary>What the stores of the worlds may do beyond failing plainly.</summary>
internal sealed record Features
{
    /// <summary>Stores may apply a timed-out write after they have answered again (P29); at most <see cref="Settle"/> after.</summary>
    public bool LateApplying { get; init; } = true;

    /// <summary>Stores may forget what they had not synced (P28). Not in one world with kills: what heals it lives in memory.</summary>
    public bool Forgetting { get; init; } = true;

    /// <summary>Several instances that share a queue and a board, as the Azure head runs them, and not one process with a disk.</summary>
    public bool Instances { get; init; }

    /// <summary>The longest time after a store's return in which a timed-out write may still be applied.</summary>
    public TimeSpan Settle { get; init; } = TimeSpan.FromSeconds(2);
}

using System.Collections.Immutable;
using Holdfast.Routing.Tiers;

namespace Holdfast.Routing.Contracts;

/// <summary>
/// The validated contracts of all measurements. Immutable and safe for any number of threads. Made only by <see cref="Create"/>, so whoever
/// holds a set holds a valid one.
/// </summary>
public sealed class ContractSet
{
    private ContractSet(ImmutableArray<MeasurementContract> contracts) => Contracts = contracts;

    /// <summary>No contracts: every field type is learnt.</summary>
    public static ContractSet Empty { get; } = new([]);

    /// <summary>The contracts in the order of their definition.</summary>
    public ImmutableArray<MeasurementContract> Contracts { get; }

    /// <summary>Validates the contracts and makes the set. Every fault is reported, not only the first.</summary>
    /// <param name="contracts">At most one per measurement.</param>
    /// <param name="table">Where the tiers are defined that the contracts name.</param>
    /// <param name="errors">All faults, empty when the set was made.</param>
    /// <returns>The set, or null when there is at least one error.</returns>
    public static ContractSet? Create(
        IEnumerable<MeasurementContract> contracts, RoutingTable table, out ImmutableArray<RoutingError> errors)
    {
        ArgumentNullException.ThrowIfNull(contracts);
        ArgumentNullException.ThrowIfNull(table);
        var all = contracts.ToImmutableArray();
        errors = ContractValidator.Validate(all, table);
        return errors.IsEmpty ? new ContractSet(all) : null;
    }
}

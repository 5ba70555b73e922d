using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using Holdfast.Routing.Contracts;
using Holdfast.Routing.Tiers;

namespace Holdfast.Pipeline.Configuration;

/// <summary>What <see cref="ContractFileReader"/> found: either valid contracts and no error, or no contracts and every error.</summary>
/// <param name="Contracts">The contracts, or null when there is at least one error.</param>
/// <param name="Errors">Every fault, its path led by file, line and column (bytes, from 1): <c>contracts.json:3:14: Contracts:cpu:Tier</c>.</param>
public sealed record ContractFileResult(ContractSet? Contracts, ImmutableArray<RoutingError> Errors)
{
    /// <summary>Whether <see cref="Contracts"/> is there.</summary>
    [MemberNotNullWhen(true, nameof(Contracts))]
    public bool Succeeded => Contracts is not null;
}

using System.Collections.Immutable;
using Holdfast.Routing.Tiers;

namespace Holdfast.Pipeline.Http;

/// <summary>The names of a chain's positions in the <c>x-routing-tier</c> header.</summary>
internal static class RoutingTierNames
{
    /// <summary>What stands in place of a position when no target has the batch yet.</summary>
    public const string Deferred = "deferred";

    private static readonly ImmutableArray<string> Names =
        ["primary", "secondary", "tertiary", "quaternary", "quinary", "senary", "septenary", "octonary"];

    /// <summary>The name of a position, from 0 and below <see cref="RoutingTable.MaxChain"/>.</summary>
    public static string Of(int position) => Names[position];
}

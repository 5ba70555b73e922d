#pragma warning disable
namespace Holdfast.Pipeline.Configuration;
using Holdfast.Routing.Contracts; using Holdfast.Routing.Tiers;
public static class ContractFileReader { public static (ContractSet? Contracts, IReadOnlyList<RoutingError> Errors) ReadFile(string f, RoutingTable t) => (null, []); }

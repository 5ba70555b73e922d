using Holdfast.Routing.LineProtocol;

namespace Holdfast.Routing.Contracts;

/// <summary>What a contract says of one field.</summary>
/// <param name="Type">The only type that the field may be written in.</param>
/// <param name="Minimum">The least value that is taken, itself included; null for none. Of numbers only.</param>
/// <param name="Maximum">The greatest value that is taken, itself included; null for none. Of numbers only.</param>
public sealed record FieldContract(FieldType Type, double? Minimum = null, double? Maximum = null);

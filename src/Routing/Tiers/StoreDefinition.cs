namespace Holdfast.Routing.Tiers;

/// <summary>One time-series server as the routing table knows it. Credentials are not here: the core needs none.</summary>
/// <param name="Name">Unique, case-sensitive; 1 to 64 of letters, digits, <c>-</c>, <c>_</c> and <c>.</c>, since it stands in URLs, metrics and file names.</param>
/// <param name="Url">The base address, absolute, http or https, without query and fragment.</param>
/// <param name="Api">The dialect.</param>
/// <param name="Region">Where the store is, for people; empty when not told.</param>
public sealed record StoreDefinition(string Name, Uri Url, StoreApi Api, string Region);

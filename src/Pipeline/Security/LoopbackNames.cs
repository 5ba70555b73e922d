using System.Net;

namespace Holdfast.Pipeline.Security;

/// <summary>What counts as this machine and nobody else.</summary>
internal static class LoopbackNames
{
    /// <summary>
    /// Whether the host of an address or header is <c>localhost</c> or a loopback address, IPv4-mapped ones included. Any other name may
    /// resolve to anything, and to something else tomorrow.
    /// </summary>
    public static bool Contains(string host) =>
        string.Equals(host, "localhost", StringComparison.OrdinalIgnoreCase)
        || (IPAddress.TryParse(host.AsSpan().Trim("[]"), out var address) && Contains(address));

    /// <summary>Whether the address is a loopback address, IPv4-mapped ones included.</summary>
    public static bool Contains(IPAddress address) =>
        IPAddress.IsLoopback(address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address);
}

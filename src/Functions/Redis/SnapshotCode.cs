using System.Globalization;
using System.Text;
using System.Text.Json;
using Holdfast.Routing.Following;

namespace Holdfast.Functions.Redis;

/// <summary>
/// Snapshots as bytes: three numbers of a fixed width, by which a script tells the newer of two by comparing text, and then JSON.
/// </summary>
internal static class SnapshotCode
{
    private const int Width = 19;

    /// <summary>What of two snapshots of a store is greater, as text, for the newer one (<see cref="AuthoritySnapshot.IsNewerThan"/>).</summary>
    public static string OrderOf(AuthoritySnapshot snapshot) => string.Create(
        CultureInfo.InvariantCulture, $"{snapshot.State.Born.UtcTicks:d19}{snapshot.State.Version:d19}{snapshot.TakenAt.UtcTicks:d19}");

    /// <summary>What follows the order.</summary>
    public static byte[] BodyOf(AuthoritySnapshot snapshot) => JsonSerializer.SerializeToUtf8Bytes(snapshot);

    /// <summary>Reads a snapshot; null for anything that is not wholly a sound one: it then counts as not published.</summary>
    public static AuthoritySnapshot? Read(byte[] bytes)
    {
        const int order = 3 * Width;
        if (bytes.Length <= order)
            return null;
        try
        {
            return JsonSerializer.Deserialize<AuthoritySnapshot>(bytes.AsSpan(order)) is { Store: not null, State.IsSound: true } snapshot
                && string.Equals(OrderOf(snapshot), Encoding.ASCII.GetString(bytes, 0, order), StringComparison.Ordinal)
                ? snapshot
                : null;
        }
        catch (Exception odd) when (odd is JsonException or NotSupportedException)
        {
            return null;
        }
    }
}

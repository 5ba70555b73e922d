using System.Security.Cryptography;
using System.Text;
using Holdfast.Pipeline.Deferring;

namespace Holdfast.Pipeline.Sharing;

/// <summary>Which session of the queue a lane is.</summary>
public static class LaneSession
{
    /// <summary>The longest name of a session that Service Bus takes.</summary>
    public const int MaxLength = 128;

    /// <summary>
    /// The lane's session: store and bucket, percent-encoded and with a bar between, so that people can read it; the SHA-256 of that where it
    /// would be too long.
    /// </summary>
    public static string Of(OwedLane lane)
    {
        var name = $"{Uri.EscapeDataString(lane.Store)}|{Uri.EscapeDataString(lane.Bucket)}";
        return name.Length <= MaxLength ? name : $"#{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(name)))}";
    }
}

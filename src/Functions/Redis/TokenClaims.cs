using System.Buffers.Text;
using System.Text.Json;

namespace Holdfast.Functions.Redis;

/// <summary>What an access token says of itself. It is not verified: Redis does that, and we were given it by whom we trust.</summary>
internal static class TokenClaims
{
    /// <summary>The least time before its expiry that a token is replaced.</summary>
    public static readonly TimeSpan LeastMargin = TimeSpan.FromMinutes(3);

    /// <summary>The object id of the identity (<c>oid</c>), which is its user name at Redis; null when the token does not tell it.</summary>
    public static string? ObjectId(string token)
    {
        var parts = token.Split('.');
        if (parts.Length != 3)
            return null;
        try
        {
            using var claims = JsonDocument.Parse(Base64Url.DecodeFromChars(parts[1]));
            return claims.RootElement.TryGetProperty("oid", out var id) && id.GetString() is { Length: > 0 } text ? text : null;
        }
        catch (Exception odd) when (odd is FormatException or JsonException or InvalidOperationException)
        {
            return null;
        }
    }

    /// <summary>
    /// When a token is to be replaced: after three quarters of its life, and at the latest <see cref="LeastMargin"/> before its end. So there
    /// is time to try again while the old one still holds.
    /// </summary>
    public static DateTimeOffset RenewAt(DateTimeOffset now, DateTimeOffset expiresOn)
    {
        var life = expiresOn - now;
        var margin = life / 4 > LeastMargin ? life / 4 : LeastMargin;
        return expiresOn - margin;
    }
}

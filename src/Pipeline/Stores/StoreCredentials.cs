using System.Text;
using Holdfast.Pipeline.Configuration;

namespace Holdfast.Pipeline.Stores;

/// <summary>How a store's credentials go into a request, and how they are kept out of everything else.</summary>
public static class StoreCredentials
{
    private const string Hidden = "***";

    /// <summary>The <c>Authorization</c> header; a token wins over user and password. Null when the store wants none.</summary>
    public static string? Header(StoreSettings settings) => settings switch
    {
        { Token.Length: > 0 } => $"Token {settings.Token}",
        { Username.Length: > 0 } => $"Basic {Basic(settings)}",
        _ => null,
    };

    /// <summary>A text of the store without our secrets: some servers repeat in a message what they were sent.</summary>
    public static string Redact(StoreSettings settings, string text)
    {
        if (text.Length == 0)
            return text;
        if (settings.Token.Length > 0)
            text = text.Replace(settings.Token, Hidden, StringComparison.Ordinal);
        if (settings.Username.Length > 0)
            text = text.Replace(Basic(settings), Hidden, StringComparison.Ordinal);
        return settings.Password.Length > 0 ? text.Replace(settings.Password, Hidden, StringComparison.Ordinal) : text;
    }

    private static string Basic(StoreSettings settings) =>
        Convert.ToBase64String(Encoding.UTF8.GetBytes($"{settings.Username}:{settings.Password}"));
}

using System.Text;
using System.Text.Json;

namespace Holdfast.Routing.Planning;

/// <summary>Finds what a store said in the body of its answer. Pure.</summary>
internal static class StoreMessage
{
    /// <summary>A body's message: of JSON its error, of anything else the text; empty when there is none.</summary>
    public static string Extract(string body)
    {
        var text = body.AsSpan().TrimStart();
        return text.StartsWith("{") && Read(body, messageToo: true) is { Length: > 0 } found ? found : Clean(body);
    }

    /// <summary>The error that a JSON body carries, at the top or in <c>results[…]</c>; empty when there is none.</summary>
    public static string ErrorIn(string body) => body.AsSpan().TrimStart().StartsWith("{") ? Read(body, messageToo: false) : "";

    /// <summary>One printable line of limited length: control characters and broken surrogates become spaces, runs of spaces one.</summary>
    public static string Clean(string text, int maximum = WriteClassifier.MaximumMessage)
    {
        var clean = new StringBuilder(Math.Min(text.Length, maximum));
        foreach (var rune in text.EnumerateRunes())
        {
            var printable = rune != Rune.ReplacementChar && !Rune.IsControl(rune) && !Rune.IsWhiteSpace(rune);
            if (!printable && (clean.Length == 0 || clean[^1] == ' '))
                continue;
            var next = printable ? rune : new Rune(' ');
            if (clean.Length + next.Utf16SequenceLength > maximum)
                break;
            clean.Append(next);
        }

        return clean.ToString().TrimEnd();
    }

    /// <summary>
    /// Walks as far as the text goes, because only the beginning of a long body was kept, and stops at what is no JSON: whatever was
    /// found until then stands. <c>error</c> wins over <c>message</c>, which InfluxDB 2 uses for its text.
    /// </summary>
    private static string Read(string body, bool messageToo)
    {
        var reader = new Utf8JsonReader(Encoding.UTF8.GetBytes(body), isFinalBlock: false, default);
        var error = "";
        var message = "";
        var inResults = false;
        try
        {
            while (error.Length == 0 && reader.Read())
            {
                if (reader.TokenType != JsonTokenType.PropertyName)
                    continue;
                var depth = reader.CurrentDepth;
                var isError = reader.ValueTextEquals("error"u8);
                var isMessage = reader.ValueTextEquals("message"u8);
                if (depth == 1)
                    inResults = reader.ValueTextEquals("results"u8);
                var wanted = depth == 1 ? isError || (messageToo && isMessage) : depth == 3 && inResults && isError;
                if (!wanted || !reader.Read() || reader.TokenType != JsonTokenType.String)
                    continue;
                if (isError)
                    error = Clean(reader.GetString() ?? "");
                else
                    message = Clean(reader.GetString() ?? "");
            }
        }
        catch (Exception notJson) when (notJson is JsonException or InvalidOperationException)
        {
            // Not JSON after all, or no longer, or (the second) half a surrogate pair in an escape: the caller falls back to the text.
        }

        return error.Length > 0 ? error : message;
    }
}

using System.Text.Encodings.Web;
using System.Text.Json;

namespace Holdfast.Standalone.Commands.Operating;

/// <summary>JSON on one line, with letters of every language as they are.</summary>
internal static class JsonLine
{
    /// <summary>For everything that commands write as JSON.</summary>
    public static readonly JsonSerializerOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The element, however the server laid it out.</summary>
    public static string Of(JsonElement element) => JsonSerializer.Serialize(element, Options);
}

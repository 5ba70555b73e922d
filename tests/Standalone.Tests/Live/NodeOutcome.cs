using System.Text.Json;

namespace Holdfast.Standalone.Tests.Live;

/// <summary>What a client's scenario came to.</summary>
/// <param name="Value">What it returned.</param>
/// <param name="Error">What the client threw: its class, the answer's status, its message; empty when nothing.</param>
/// <param name="Requests">The requests that it sent.</param>
/// <param name="Gzipped">How many of them were compressed.</param>
internal sealed record NodeOutcome(JsonElement Value, (string Name, int Status, string Message) Error, int Requests, int Gzipped)
{
    /// <summary>No error.</summary>
    public static readonly (string Name, int Status, string Message) None = ("", 0, "");

    /// <summary>Reads the line that a script prints.</summary>
    public static NodeOutcome Parse(string line)
    {
        using var document = JsonDocument.Parse(line);
        var root = document.RootElement;
        var error = root.GetProperty("error");
        return new(
            root.GetProperty("value").Clone(),
            error.ValueKind == JsonValueKind.Null ? None : (error.GetProperty("name").GetString()!, Status(error), error.GetProperty("message").GetString()!),
            root.GetProperty("wire").GetProperty("requests").GetInt32(),
            root.GetProperty("wire").GetProperty("gzipped").GetInt32());
    }

    private static int Status(JsonElement error) =>
        error.GetProperty("status") is { ValueKind: JsonValueKind.Number } status ? status.GetInt32() : 0;
}

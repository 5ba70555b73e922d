using System.Text.Json.Nodes;

namespace Holdfast.Standalone.Tests.Hostile;

/// <summary>An HTTP answer as it came over the socket.</summary>
/// <param name="Status">The status; 0 when the connection was closed without an answer.</param>
/// <param name="Headers">The headers, with names as they came.</param>
/// <param name="Body">The body.</param>
internal sealed record RawAnswer(int Status, IReadOnlyDictionary<string, string> Headers, string Body)
{
    public static readonly RawAnswer None = new(0, new Dictionary<string, string>(StringComparer.Ordinal), "");

    /// <summary>The message of an error of ours.</summary>
    public string Message => Body.Length == 0 ? "" : JsonNode.Parse(Body)!["message"]!.GetValue<string>();
}

using System.Text.Json;

namespace Holdfast.Pipeline.Tests.Infra;

/// <summary>The Grafana dashboard.</summary>
internal sealed record DashboardFile(JsonElement Json)
{
    public string Uid => Json.GetProperty("uid").GetString()!;

    public IReadOnlyList<DashboardPanel> Panels => [.. Json.GetProperty("panels").EnumerateArray().Select(static panel => new DashboardPanel(panel))];

    /// <summary>The variables: name to query, which is empty for a data source.</summary>
    public IReadOnlyDictionary<string, string> Variables => Json.GetProperty("templating").GetProperty("list").EnumerateArray().ToDictionary(
        static variable => variable.GetProperty("name").GetString()!,
        static variable => variable.GetProperty("query") is { ValueKind: JsonValueKind.Object } query ? query.GetProperty("query").GetString()! : "",
        StringComparer.Ordinal);

    public static DashboardFile Read()
    {
        using var document = JsonDocument.Parse(File.ReadAllBytes(InfraFile.Dashboard));
        return new(document.RootElement.Clone());
    }
}

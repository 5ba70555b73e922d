using System.Text.Json;

namespace Holdfast.Pipeline.Tests.Infra;

/// <summary>One panel of the dashboard, rows included.</summary>
internal sealed record DashboardPanel(JsonElement Json)
{
    public int Id => Json.GetProperty("id").GetInt32();

    public string Type => Json.GetProperty("type").GetString()!;

    public string Title => Json.GetProperty("title").GetString()!;

    public (int X, int Y, int Width, int Height) Place => (Grid("x"), Grid("y"), Grid("w"), Grid("h"));

    /// <summary>Its queries with their legends.</summary>
    public IReadOnlyList<(string Query, string Legend, string Id)> Queries => Json.TryGetProperty("targets", out var targets)
        ? [.. targets.EnumerateArray().Select(static target => (Text(target, "expr"), Text(target, "legendFormat"), Text(target, "refId")))]
        : [];

    private static string Text(JsonElement target, string name) => target.TryGetProperty(name, out var value) ? value.GetString()! : "";

    private int Grid(string name) => Json.GetProperty("gridPos").GetProperty(name).GetInt32();
}

using System.Text.Json;

namespace Holdfast.Pipeline.Stores;

/// <summary>Reads pages of <c>GET /api/v2/tasks</c>.</summary>
internal static class TaskReader
{
    /// <summary>The tasks of one page, or null when the text is not such a page.</summary>
    public static IReadOnlyList<StoreTask>? Page(string json)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            return [.. document.RootElement.GetProperty("tasks").EnumerateArray().Select(static task => new StoreTask(
                task.GetProperty("id").GetString() ?? throw new FormatException("a task has no id"),
                Text(task, "name"),
                string.Equals(Text(task, "status"), "active", StringComparison.Ordinal),
                Text(task, "flux")))];
        }
        catch (Exception odd) when (odd is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            return null;
        }
    }

    private static string Text(JsonElement task, string name) => task.TryGetProperty(name, out var value) ? value.GetString() ?? "" : "";
}

using System.Text.Json;
using Holdfast.Pipeline.Stores;

namespace Holdfast.Pipeline.Tests.Lifecycle;

/// <summary>The tasks API of an InfluxDB 2, in memory. Pages by id, as the real one.</summary>
internal sealed class FakeTasks
{
    private readonly SortedDictionary<string, (string Name, bool Active, string Flux)> _tasks = new(StringComparer.Ordinal);

    /// <summary>Every change, as <c>id=status</c>, in order.</summary>
    public List<string> Changes { get; } = [];

    public int Listings { get; private set; }

    /// <summary>What to do with each request, in place of answering it; null answers it.</summary>
    public Func<HttpMethod, StoreResponse?>? Fault { get; set; }

    /// <summary>Called before a change is made.</summary>
    public Action? Changing { get; set; }

    public void Add(string id, bool active = true, string flux = "from(bucket: \"hot\")", string? name = null) => _tasks[id] = (name ?? "task " + id, active, flux);

    public void Remove(string id) => _tasks.Remove(id);

    /// <summary>As an operator does.</summary>
    public void Set(string id, bool active) => _tasks[id] = _tasks[id] with { Active = active };

    public bool IsActive(string id) => _tasks[id].Active;

    public static bool IsAbout(string pathAndQuery) => pathAndQuery.StartsWith("/api/v2/tasks", StringComparison.Ordinal);

    public StoreResponse Answer(HttpMethod method, string pathAndQuery, string body)
    {
        if (Fault?.Invoke(method) is { } fault)
            return fault;
        if (method == HttpMethod.Get)
            return new() { Status = 200, Body = List(new Uri("http://x" + pathAndQuery).Query) };
        var id = Uri.UnescapeDataString(pathAndQuery["/api/v2/tasks/".Length..]);
        Changing?.Invoke();
        if (!_tasks.TryGetValue(id, out var task))
            return new() { Status = 404, Body = """{"code":"not found","message":"failed to find task: task not found"}""" };
        var status = JsonDocument.Parse(body).RootElement.GetProperty("status").GetString()!;
        Changes.Add($"{id}={status}");
        _tasks[id] = task with { Active = status == "active" };
        return new() { Status = 200, Body = "{}" };
    }

    private string List(string query)
    {
        Listings++;
        var parts = query.TrimStart('?').Split('&').Select(static part => part.Split('=')).ToDictionary(static part => part[0], static part => Uri.UnescapeDataString(part[1]));
        var page = _tasks
            .Where(task => string.CompareOrdinal(task.Key, parts.GetValueOrDefault("after", "")) > 0)
            .Take(int.Parse(parts["limit"], System.Globalization.CultureInfo.InvariantCulture))
            .Select(static task => new { id = task.Key, orgID = "0", name = task.Value.Name, status = task.Value.Active ? "active" : "inactive", flux = task.Value.Flux, every = "1h" });
        return JsonSerializer.Serialize(new { links = new { self = "/api/v2/tasks" }, tasks = page });
    }
}

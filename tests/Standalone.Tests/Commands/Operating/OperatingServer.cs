using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Holdfast.Standalone.Tests.Commands.Operating;

/// <summary>A server with the operator routes as the commands know them, over dead letters in memory.</summary>
internal sealed class OperatingServer : IAsyncDisposable
{
    private readonly WebApplication _app;

    private OperatingServer(WebApplication app) => _app = app;

    public string Url => _app.Urls.Single();

    /// <summary>Each letter with its bytes.</summary>
    public List<(JsonObject Letter, byte[] Bytes)> Letters { get; } = [];

    /// <summary>Bodies of all posts, as they came.</summary>
    public List<string> Posts { get; } = [];

    /// <summary>Queries of all lists.</summary>
    public List<string> Lists { get; } = [];

    /// <summary>What the server lets in; null for everybody.</summary>
    public string? Token { get; set; }

    /// <summary>Answers every request with this instead.</summary>
    public (int Status, string Body)? Broken { get; set; }

    /// <summary>Ids that are gone when they are asked for, though they were listed.</summary>
    public HashSet<string> Gone { get; } = new(StringComparer.Ordinal);

    /// <summary>Called after each answer of <c>/ops/deferred</c>.</summary>
    public Action AfterDeferred { get; set; } = static () => { };

    public string Stores { get; set; } = """{"stores":[]}""";

    public string Deferred { get; set; } = """{"bytes":0,"maxBytes":1024,"share":0,"stores":[]}""";

    public string Recoveries { get; set; } = """{"stores":[]}""";

    /// <summary>The routes by lineage id.</summary>
    public Dictionary<string, string> Routes { get; } = new(StringComparer.Ordinal);

    public static async Task<OperatingServer> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        var server = new OperatingServer(app);
        app.Use(server.GateAsync);
        app.MapGet("/ops/deadletters", server.List);
        app.MapGet("/ops/deadletters/{id}", server.Show);
        app.MapPost("/ops/deadletters/redrive", server.RedriveAsync);
        app.MapPost("/ops/deadletters/purge", server.PurgeAsync);
        app.MapGet("/ops/stores", () => Results.Content(server.Stores, "application/json"));
        app.MapGet("/ops/deferred", () =>
        {
            server.AfterDeferred();
            return Results.Content(server.Deferred, "application/json");
        });
        app.MapGet("/ops/recoveries", () => Results.Content(server.Recoveries, "application/json"));
        app.MapGet("/ops/lineage/{id}", (string id) => server.Routes.TryGetValue(id, out var route)
            ? Results.Content(route, "application/json")
            : Results.Content("""{"code":"not found","message":"this instance knows no route of it"}""", "application/json", statusCode: StatusCodes.Status404NotFound));
        await app.StartAsync();
        return server;
    }

    public void Add(string id, string reason, byte[] bytes, string message = "no good") => Letters.Add((
        new JsonObject
        {
            ["id"] = id,
            ["time"] = "2026-01-02T03:04:05.678Z",
            ["source"] = "http",
            ["tier"] = "hot",
            ["bucket"] = "telemetry_hot",
            ["reason"] = reason,
            ["message"] = message,
            ["line"] = 3,
            ["column"] = 7,
            ["attempts"] = 1,
            ["lineageId"] = "lineage-" + id,
            ["size"] = (long)bytes.Length,
        },
        bytes));

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task GateAsync(HttpContext context, RequestDelegate next)
    {
        var header = context.Request.Headers.Authorization.ToString();
        if (Broken is { } broken)
        {
            context.Response.StatusCode = broken.Status;
            await context.Response.WriteAsync(broken.Body);
        }
        else if (Token is not null && !string.Equals(header, $"Token {Token}", StringComparison.Ordinal))
        {
            context.Response.StatusCode = 401;
        }
        else
        {
            await next(context);
        }
    }

    private IResult List(HttpRequest request)
    {
        Lists.Add(request.QueryString.Value!);
        var reason = request.Query["reason"].ToString();
        var after = request.Query["after"].ToString();
        var limit = int.Parse(request.Query["limit"]!);
        var chosen = Letters.Select(static entry => entry.Letter).Where(letter => reason.Length == 0 || Is(letter, "reason", reason)).ToList();
        var start = after.Length == 0 ? 0 : chosen.FindIndex(letter => Is(letter, "id", after)) + 1;
        var page = chosen.Skip(start).Take(limit).ToList();
        return Results.Json(new
        {
            total = chosen.Count,
            bytes = chosen.Sum(static letter => (long)letter["size"]!),
            reasons = chosen.GroupBy(static letter => Text(letter, "reason"), StringComparer.Ordinal).ToDictionary(static group => group.Key, static group => group.Count(), StringComparer.Ordinal),
            letters = page,
            next = start + page.Count < chosen.Count ? Text(page[^1], "id") : null,
        });
    }

    private IResult Show(string id)
    {
        var (letter, bytes) = Letters.Find(entry => Is(entry.Letter, "id", id));
        if (letter is null || Gone.Contains(id))
            return Results.Json(new { code = "not found", message = "no such letter" }, statusCode: 404);
        var full = (JsonObject)letter.DeepClone();
        try
        {
            full["text"] = new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(bytes);
        }
        catch (DecoderFallbackException)
        {
            full["base64"] = Convert.ToBase64String(bytes);
        }

        return Results.Content(full.ToJsonString(new JsonSerializerOptions { WriteIndented = true }), "application/json");
    }

    private async Task<IResult> RedriveAsync(HttpRequest request)
    {
        var selected = await SelectAsync(request);
        var failed = selected.Where(static letter => Is(letter, "reason", "hopeless")).ToList();
        Letters.RemoveAll(entry => selected.Contains(entry.Letter) && !failed.Contains(entry.Letter));
        return Results.Json(new
        {
            redriven = selected.Count - failed.Count,
            failed = failed.Select(static letter => new { id = Text(letter, "id"), code = "hopeless", message = "still no good" }),
        });
    }

    private async Task<IResult> PurgeAsync(HttpRequest request)
    {
        var selected = await SelectAsync(request);
        Letters.RemoveAll(entry => selected.Contains(entry.Letter));
        return Results.Json(new { purged = selected.Count });
    }

    private async Task<List<JsonObject>> SelectAsync(HttpRequest request)
    {
        using var reader = new StreamReader(request.Body);
        var body = await reader.ReadToEndAsync();
        Posts.Add(body);
        var selector = JsonNode.Parse(body)!.AsObject();
        var ids = selector["ids"]?.AsArray().Select(static id => (string)id!).ToList() ?? (selector["id"] is { } id ? [(string)id!] : null);
        return [.. Letters.Select(static entry => entry.Letter).Where(letter =>
            selector["all"] is not null || Is(letter, "reason", (string?)selector["reason"]) || ids?.Contains(Text(letter, "id"), StringComparer.Ordinal) == true)];
    }

    private static bool Is(JsonObject letter, string key, string? value) => string.Equals(Text(letter, key), value, StringComparison.Ordinal);

    private static string Text(JsonObject letter, string key) => (string)letter[key]!;
}

using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Holdfast.Standalone.Tests.Support;

/// <summary>Talks to a store, embedded or real, as a client of InfluxDB does.</summary>
internal sealed class EmbeddedClient : IDisposable
{
    private readonly HttpClient _http;

    public EmbeddedClient(Uri url) => _http = new HttpClient(new SocketsHttpHandler()) { BaseAddress = url };

    public async Task<(int Status, string Body)> WriteAsync(string path, string lines)
    {
        using var content = new ByteArrayContent(Encoding.UTF8.GetBytes(lines));
        using var answer = await _http.PostAsync(path, content);
        return ((int)answer.StatusCode, (await answer.Content.ReadAsStringAsync()).TrimEnd('\n'));
    }

    public async Task<(int Status, string Body)> QueryAsync(string query, string database = "", string more = "")
    {
        using var content = new FormUrlEncodedContent([new("q", query), new("db", database)]);
        using var answer = await _http.PostAsync($"/query?{more}", content);
        return ((int)answer.StatusCode, (await answer.Content.ReadAsStringAsync()).TrimEnd('\n'));
    }

    public async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, string? json = null, CancellationToken cancellationToken = default)
    {
        using var request = new HttpRequestMessage(method, path);
        if (json is not null) request.Content = new StringContent(json, new MediaTypeHeaderValue("application/json"));
        return await _http.SendAsync(request, cancellationToken);
    }

    public async Task<(int Status, string Body)> JsonAsync(HttpMethod method, string path, string? json = null)
    {
        using var answer = await SendAsync(method, path, json);
        return ((int)answer.StatusCode, (await answer.Content.ReadAsStringAsync()).TrimEnd('\n'));
    }

    /// <summary>JSON in one form, so that two texts that mean the same are the same.</summary>
    public static string Normalise(string json) => string.Join('\n', json.Split('\n').Select(line =>
    {
        try
        {
            return Sorted(JsonNode.Parse(line))?.ToJsonString() ?? "null";
        }
        catch (JsonException)
        {
            return line;
        }
    }));

    public void Dispose() => _http.Dispose();

    private static JsonNode? Sorted(JsonNode? node) => node switch
    {
        JsonObject map => new JsonObject(map.OrderBy(member => member.Key, StringComparer.Ordinal)
            .Select(member => KeyValuePair.Create(member.Key, Sorted(member.Value)))),
        JsonArray list => new JsonArray([.. list.Select(Sorted)]),
        JsonValue value when value.GetValueKind() == JsonValueKind.Number && !long.TryParse(value.ToJsonString(), out _) =>
            JsonValue.Create(value.GetValue<double>()),
        _ => node?.DeepClone(),
    };
}

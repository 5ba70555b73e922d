using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;

namespace Holdfast.Standalone.Commands.Operating;

/// <summary>Talks to the operator routes of a running Holdfast. What can go wrong comes back as a value, with the exit code for it.</summary>
internal sealed class HoldfastClient : IDisposable
{
    /// <summary>The largest answer that is taken, in bytes: a dead letter of the longest body, in base64 and JSON, with room to spare.</summary>
    private const int MaxAnswerBytes = 512 * 1024 * 1024;

    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(5);

    /// <summary>Redriving many letters takes as long as writing them.</summary>
    private static readonly TimeSpan Timeout = TimeSpan.FromMinutes(10);

    private readonly HttpClient _http;
    private readonly bool _hasToken;

    public HoldfastClient(Uri url, string? token)
    {
        var handler = new SocketsHttpHandler { ConnectTimeout = ConnectTimeout, AllowAutoRedirect = false };
        var basis = url.AbsoluteUri.EndsWith('/') ? url : new Uri(url.AbsoluteUri + "/");
        _http = new HttpClient(handler) { BaseAddress = basis, Timeout = Timeout, MaxResponseContentBufferSize = MaxAnswerBytes };
        _hasToken = !string.IsNullOrEmpty(token);
        if (_hasToken)
            _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Token", token);
    }

    /// <summary>Asks a route, which is relative and without a leading slash.</summary>
    public Task<ClientReply> GetAsync(string route, CancellationToken cancellationToken) =>
        SendAsync(new HttpRequestMessage(HttpMethod.Get, new Uri(route, UriKind.Relative)), cancellationToken);

    /// <summary>Posts a JSON body to a route.</summary>
    public Task<ClientReply> PostAsync<T>(string route, T body, CancellationToken cancellationToken) =>
        SendAsync(new HttpRequestMessage(HttpMethod.Post, new Uri(route, UriKind.Relative)) { Content = JsonContent.Create(body) }, cancellationToken);

    public void Dispose() => _http.Dispose();

    private async Task<ClientReply> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        using (request)
        {
            try
            {
                using var response = await _http.SendAsync(request, cancellationToken);
                var body = await response.Content.ReadAsByteArrayAsync(cancellationToken);
                return response.IsSuccessStatusCode ? Parse(body) : Refused(response.StatusCode, body);
            }
            catch (HttpRequestException error)
            {
                return Failed(
                    ExitCodes.Unreachable,
                    $"No Holdfast can be reached at {_http.BaseAddress}: {error.Message} Is it running? Give its address by --url.");
            }
            catch (TaskCanceledException) when (!cancellationToken.IsCancellationRequested)
            {
                return Failed(ExitCodes.Unreachable, $"Holdfast at {_http.BaseAddress} did not answer in time.");
            }
        }
    }

    private ClientReply Refused(HttpStatusCode status, byte[] body)
    {
        var said = MessageOf(body);
        return status switch
        {
            HttpStatusCode.Unauthorized when _hasToken => Failed(
                ExitCodes.Refused, $"Holdfast at {_http.BaseAddress} does not know the token (401). Give an operator's token by --token or HOLDFAST_TOKEN."),
            HttpStatusCode.Unauthorized => Failed(
                ExitCodes.Refused, $"Holdfast at {_http.BaseAddress} asks for a token (401). Give an operator's token by --token or HOLDFAST_TOKEN."),
            HttpStatusCode.Forbidden => Failed(
                ExitCodes.Refused, $"Holdfast at {_http.BaseAddress} forbids it (403){said}. Give an operator's token by --token or HOLDFAST_TOKEN."),
            HttpStatusCode.NotFound => Failed(ExitCodes.NotAllWell, $"There is no such thing at {_http.BaseAddress} (404){said}."),
            _ => Failed(ExitCodes.Refused, $"Holdfast at {_http.BaseAddress} answered {(int)status}{said}."),
        };
    }

    private static ClientReply Parse(byte[] body)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            return new(document.RootElement.Clone(), null);
        }
        catch (JsonException)
        {
            return Failed(ExitCodes.Refused, "The answer is no JSON: another program seems to listen there. Give Holdfast's address by --url.");
        }
    }

    private static string MessageOf(byte[] body)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            return document.RootElement is { ValueKind: JsonValueKind.Object } root
                && root.TryGetProperty("message", out var message) && message.ValueKind is JsonValueKind.String
                    ? ": " + TerminalText.Of(message.GetString()!).TrimEnd('.')
                    : "";
        }
        catch (JsonException)
        {
            return "";
        }
    }

    private static ClientReply Failed(int exitCode, string message) => new(default, new(exitCode, message));
}

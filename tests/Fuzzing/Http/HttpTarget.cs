using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Holdfast.Fuzzing.Parsing;
using Holdfast.Fuzzing.Running;
using Holdfast.Routing.LineProtocol;
using Holdfast.Standalone.Commands;
using Holdfast.Standalone.Hosting;
using Holdfast.Tests.Support;

namespace Holdfast.Fuzzing.Http;

/// <summary>
/// Standalone as it is delivered, with embedded stores, behind a real socket. An input is what a client sends on one connection. After each
/// the server must still take a sound write, and what it acknowledged must be in a store.
/// </summary>
internal sealed class HttpTarget : FuzzTarget
{
    /// <summary>The first timestamp of the points, in nanoseconds since 1970.</summary>
    public const long Time = 1_700_000_000_000_000_000;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly string _folder = Directory.CreateTempSubdirectory("holdfast-fuzz-").FullName;
    private readonly HttpClient _http = new();
    private readonly ReservedPort[] _ports = [ReservedPort.Take(), ReservedPort.Take()];
    private StandaloneServer? _server;
    private Uri _primary = new("http://localhost");
    private long _sound;

    public override string Name => "http";

    public override int TestSeeds => 400;

    private int Port => new Uri(_server!.Addresses[0]).Port;

    public override async Task PrepareAsync()
    {
        _primary = new($"http://127.0.0.1:{_ports[0].Number}");
        string[] keys =
        [
            $"Stores:primary:Url={_primary}", "Stores:primary:Api=V2", "Stores:primary:Embedded=true",
            $"Stores:replica:Url=http://127.0.0.1:{_ports[1].Number}", "Stores:replica:Api=V2", "Stores:replica:Embedded=true",
            "Tiers:hot:Bucket=telemetry_hot", "Tiers:hot:Retention=36500.00:00:00",
            "Tiers:hot:Targets:0:Store=primary", "Tiers:hot:Targets:0:Bucket=telemetry_hot", "Tiers:hot:Targets:1:Store=replica", "Tiers:hot:Targets:1:Bucket=telemetry_hot",
            $"Auth:Tokens:0:Token={RequestMaker.Writer}", "Auth:Tokens:0:Role=Writer", "Auth:Tokens:0:Buckets:0=telemetry_hot",
            $"Auth:Tokens:1:Token={RequestMaker.Operator}", "Auth:Tokens:1:Role=Operator", $"Data:Path={_folder}",
            "Delivery:Timeout=00:00:10", "Delivery:TryTimeout=00:00:05",
        ];
        string[] rest = ["--Logging:LogLevel:Default=None", .. keys.Select(static key => $"--Holdfast:{key}")];
        var (server, failure) = await ServeProgram.StartAsync(new ServeArguments(null, ["http://127.0.0.1:0"], rest), CancellationToken.None);
        _server = server ?? throw new InvalidOperationException(string.Join('\n', failure!.Errors));
        _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", RequestMaker.Writer);
    }

    public override byte[] Make(Random random) => new RequestMaker(random).Make();

    public override async Task CheckAsync(byte[] input)
    {
        var (bytes, whole) = await RawConnection.ExchangeAsync(Port, input);
        Finding.Unless(bytes.AsSpan().IndexOf("Zx9Secret7Qw"u8) < 0, "answers do not show secrets", Shown.Of(bytes));

        // Of what comes behind a change of the protocol nothing is known; Kestrel, which knows none here, refuses it in its own words.
        if (input.AsSpan().IndexOf("PRI * HTTP/2"u8) < 0)
        {
            var answers = HttpAnswers.Read(bytes, whole, input.AsSpan().IndexOf("HEAD"u8) >= 0);
            foreach (var answer in answers)
                CheckAnswer(answer);
            await CheckPromiseAsync(input, answers);
        }

        await CheckHealthAsync();
    }

    public override async ValueTask DisposeAsync()
    {
        if (_server is not null)
            await _server.DisposeAsync();
        _http.Dispose();
        Array.ForEach(_ports, static port => port.Dispose());
        Directory.Delete(_folder, recursive: true);
        await base.DisposeAsync();
    }

    private static void CheckAnswer(HttpAnswer answer)
    {
        // 501 and 505 are the web server's own, for a transfer coding and a version of HTTP that it does not have.
        Finding.Unless(answer.Status is < 500 or 501 or 503 or 505 or 507, "no answer is an internal error", $"{answer.Status} {Shown.Of(answer.Body)}");
        if (!answer.Headers.TryGetValue("Content-Type", out var type) || !type.StartsWith("application/json", StringComparison.Ordinal) || answer.Body.Length == 0)
            return;
        try
        {
            using var document = JsonDocument.Parse(answer.Body);
            Finding.Unless(
                answer.Status < 400 || (document.RootElement.TryGetProperty("code", out var code) && document.RootElement.TryGetProperty("message", out var message)
                    && code.GetString() is { Length: > 0 } && message.GetString() is { Length: > 0 }),
                "errors have a code and a message", Shown.Of(answer.Body));
        }
        catch (JsonException broken)
        {
            throw new Finding("JSON can be read", $"{broken.Message} {Shown.Of(answer.Body)}");
        }
    }

    /// <summary>The points of a plain write that was acknowledged as a whole are at the primary.</summary>
    private async Task CheckPromiseAsync(byte[] input, List<HttpAnswer> answers)
    {
        var sent = input.Where(static value => value != RawConnection.Pause).ToArray();
        if (answers is not [{ Status: 204 }] || PlainBody(sent) is not { } body)
            return;
        var rules = new Routing.Batching.BatchRules(TimestampPrecision.Nanoseconds, Time, long.MinValue, long.MaxValue, LineReader.DefaultMaxLineBytes, 8);
        var (points, rejected) = ExpectedLines.Of(body, rules);
        Finding.Unless(rejected.Count == 0 && points.Count > 0, "204 is for bodies of which every line is taken", Shown.Of(body));
        foreach (var id in points.Where(static point => point.Text.StartsWith("mark | id=", StringComparison.Ordinal)).Select(static point => point.Text["mark | id=".Length..].Split(' ')[0]).Where(static id => id.All(char.IsAsciiHexDigit)).Take(2))
            Finding.Unless(await CountAsync($"SELECT COUNT(v) FROM mark WHERE id='{id}'") >= 1, "what is acknowledged is in the store", $"id {id}");
    }

    /// <summary>The body, where nothing but one plain request of known length was sent; else null.</summary>
    private static byte[]? PlainBody(byte[] sent)
    {
        var end = sent.AsSpan().IndexOf("\r\n\r\n"u8);
        if (end < 0)
            return null;
        var head = Encoding.Latin1.GetString(sent, 0, end);
        var lengths = head.Split("\r\n").Where(static line => line.StartsWith("Content-Length:", StringComparison.OrdinalIgnoreCase)).ToList();
        return head.StartsWith("POST /api/v2/write?bucket=telemetry_hot&precision=ns HTTP/1.1\r\n", StringComparison.Ordinal) && lengths is [var length]
            && !head.Contains("encoding", StringComparison.OrdinalIgnoreCase) && int.TryParse(length.AsSpan(15), CultureInfo.InvariantCulture, out var bytes) && sent.Length == end + 4 + bytes
                ? sent[(end + 4)..]
                : null;
    }

    private async Task CheckHealthAsync()
    {
        var number = ++_sound;
        using var content = new StringContent($"sound v={number}i {Time + number}");
        using var answer = await _http.PostAsync(new Uri($"{_server!.Addresses[0]}/api/v2/write?bucket=telemetry_hot&precision=ns"), content);
        Finding.Unless(answer.StatusCode == HttpStatusCode.NoContent, "a sound write is taken afterwards", $"{answer.StatusCode} {await answer.Content.ReadAsStringAsync()}");
        if (number % 100 == 0)
            Finding.Unless(await CountAsync("SELECT COUNT(v) FROM sound") == number, "every sound write is in the store", $"{number}");
    }

    private async Task<long> CountAsync(string select)
    {
        using var patience = new CancellationTokenSource(Patience);
        using var form = new FormUrlEncodedContent([new("q", select), new("db", "telemetry_hot")]);
        using var answer = await _http.PostAsync(new Uri(_primary, "/query"), form, patience.Token);
        var text = await answer.Content.ReadAsStringAsync(patience.Token);
        using var document = JsonDocument.Parse(text);
        return document.RootElement.GetProperty("results")[0].TryGetProperty("series", out var series) ? series[0].GetProperty("values")[0][1].GetInt64() : 0;
    }
}

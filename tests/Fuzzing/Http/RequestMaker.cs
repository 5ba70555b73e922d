using System.Globalization;
using System.IO.Compression;
using System.Text;
using Holdfast.Fuzzing.Mutating;

namespace Holdfast.Fuzzing.Http;

/// <summary>Makes requests as clients, scanners and enemies send them.</summary>
/// <param name="random">Decides everything.</param>
internal sealed class RequestMaker(Random random)
{
    public const string Writer = "writer-Zx9Secret7Qw";
    public const string Operator = "operator-Zx9Secret7Qw";

    private static readonly string[] Methods = ["GET", "HEAD", "POST", "POST", "POST", "PUT", "DELETE", "OPTIONS", "PATCH", "TRACE", "CONNECT", "get", "BREW", "", "POST\t"];

    private static readonly string[] Paths =
    [
        "/api/v2/write", "/api/v2/write", "/write", "/ping", "/health", "/ready", "/metrics", "/", "/ops/stores", "/ops/recoveries", "/ops/deferred", "/ops/deadletters", "/ops/deadletters/x",
        "/ops/deadletters/00000000000000ff", "/ops/deadletters/redrive", "/ops/reconciliations", "/ops/lifecycle/telemetry_hot", "/ops/lifecycle/%00", "//", "/../etc/passwd",
        "/ops/../ops/stores", "/ops/%2e%2e/stores", "/OPS/STORES", "/ops//stores", "/%", "/%zz", "*", "http://x/ping", "/api/v2/write/", "/ops/stores/nope/isolate", "/\u00e9",
    ];

    private static readonly string[] Queries =
    [
        "?bucket=telemetry_hot&precision=ns", "?bucket=telemetry_hot&precision=ns", "?org=o&bucket=telemetry_hot&precision=s", "?db=telemetry_hot&rp=", "?db=telemetry&rp=hot",
        "", "?", "?bucket=", "?bucket=telemetry_hot&bucket=telemetry_cold", "?bucket=%74elemetry_hot&precision=%6es", "?bucket=telemetry_hot&precision=fortnight", "?bucket=%00", "?bucket=%ff%fe",
        "?limit=99999999999999999999", "?limit=-1&after=x&reason=%0a", "?bucket=telemetry_hot&precision=ns&u=a&p=b", "?&&&=&=&", "?bucket=telemetry_hot%0d%0aX: y",
    ];

    private static readonly string[] Headers =
    [
        "Content-Type: text/plain; charset=utf-8", "Content-Type: application/json", "Content-Type: \u00e9", "Content-Encoding: gzip", "Content-Encoding: identity", "Content-Encoding: br",
        "Content-Encoding: gzip, gzip", "Expect: 100-continue", "Expect: nonsense", "x-idempotency-key: k1", "x-idempotency-key: ", "traceparent: 00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
        "traceparent: 00-zz", "Connection: close", "Connection: upgrade", "Upgrade: websocket", "Accept: */*", "Authorization: Token", "Authorization: Basic !!!", "Authorization: Basic YTpi",
        "Authorization: Bearer ", "Cookie: a=b", "X-Forwarded-For: 127.0.0.1", "Transfer-Encoding: identity", "Transfer-Encoding: chunked, chunked", "Range: bytes=0-", "Host: other", "Content-Length: 0",
        "Content-Length: -1", "Content-Length: 99999999999999999999", "If-None-Match: *", "Retry-After: 1", "TE: trailers", ": x", "A B: c", "x-long: 0123456789012345678901234567890123456789",
    ];

    private static readonly byte[][] Pieces =
    [
        .. Words.Odd, .. Words.Of(Methods.Where(static text => text.Length > 0)), .. Words.Of(Headers.Select(static header => $"{header}\r\n")), [RawConnection.Pause],
        .. Words.Of("\r\n", "\r\n\r\n", " ", "HTTP/1.1", "HTTP/1.0", "HTTP/2.0", "HTTP/9", "0\r\n\r\n", "ffffffffffffffff\r\n", "5;x=y\r\nabcde\r\n", "mark,id=1 v=1i\n", "garbage\n", "\"", "é"),
    ];

    /// <summary>One to three requests on one connection, often damaged, often sent in pieces.</summary>
    public byte[] Make()
    {
        var bytes = Enumerable.Range(0, random.Next(5) == 0 ? random.Next(2, 4) : 1).SelectMany(_ => Request()).ToArray();
        if (random.Next(3) == 0)
            bytes = new ByteMutator(random, Pieces).Mutate(bytes, random.Next(1, 5), Request());
        for (var pauses = random.Next(3); pauses > 0; pauses--)
        {
            var at = random.Next(bytes.Length + 1);
            bytes = [.. bytes[..at], RawConnection.Pause, .. bytes[at..]];
        }

        return bytes;
    }

    private byte[] Request()
    {
        var sound = random.Next(2) == 0;
        var head = new StringBuilder();
        var body = Body();
        head.Append(null, $"{(sound ? "POST" : Pick(Methods))} {(sound ? Paths[0] : Pick(Paths))}{(sound ? Queries[0] : Pick(Queries))} HTTP/1.1\r\nHost: localhost\r\n");
        if (random.Next(10) > 0)
            head.Append(null, $"Authorization: {(random.Next(2) == 0 ? "Token" : "Bearer")} {(sound || random.Next(2) == 0 ? Writer : Operator)}\r\n");
        for (var headers = sound ? random.Next(2) / 2 : random.Next(4); headers > 0; headers--)
            head.Append(Pick(Headers)).Append("\r\n");
        if (random.Next(4) == 0)
        {
            head.Append("Content-Encoding: gzip\r\n");
            body = Gzip(body);
            if (random.Next(4) == 0)
                body = new ByteMutator(random, Words.Odd).Mutate(body, 1);
        }

        if (random.Next(3) > 0)
            return [.. Encoding.UTF8.GetBytes(head.Append(CultureInfo.InvariantCulture, $"Content-Length: {body.Length}\r\n\r\n").ToString()), .. body];
        return [.. Encoding.UTF8.GetBytes(head.Append("Transfer-Encoding: chunked\r\n\r\n").ToString()), .. Chunked(body)];
    }

    private byte[] Body()
    {
        if (random.Next(8) == 0)
            return random.Next(2) == 0 ? "{\"all\":true}"u8.ToArray() : new JsonMaker(random, ["ids", "reason", "all", "id", "text", "x"]).Mutate("{\"ids\":[\"00000000000000ff\"],\"id\":\"x\",\"text\":\"m v=1\"}"u8.ToArray(), random.Next(3));
        var text = new StringBuilder();
        for (var lines = random.Next(1, 5); lines > 0; lines--)
            text.Append(CultureInfo.InvariantCulture, $"mark,id={random.NextInt64():x16} v=1i {HttpTarget.Time + random.Next(1000)}\n");
        var body = Encoding.UTF8.GetBytes(text.ToString());
        return random.Next(3) == 0 ? new ByteMutator(random, Pieces).Mutate(body, random.Next(1, 3)) : body;
    }

    private byte[] Chunked(byte[] body)
    {
        var chunks = new List<byte>();
        for (var at = 0; at < body.Length;)
        {
            var length = Math.Min(body.Length - at, random.Next(1, 60));
            chunks.AddRange(Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{length:x}\r\n")));
            chunks.AddRange(body[at..(at + length)]);
            chunks.AddRange("\r\n"u8);
            at += length;
        }

        return [.. chunks, .. "0\r\n\r\n"u8];
    }

    private static byte[] Gzip(byte[] body)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest))
            gzip.Write(body);
        return packed.ToArray();
    }

    private string Pick(string[] from) => from[random.Next(from.Length)];
}

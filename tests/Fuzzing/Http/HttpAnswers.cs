using System.Globalization;
using System.Text;
using Holdfast.Fuzzing.Running;

namespace Holdfast.Fuzzing.Http;

/// <summary>Reads what a server wrote on one connection: answers of HTTP/1.1 one after the other, and nothing else.</summary>
internal static class HttpAnswers
{
    /// <summary>Reads all of them.</summary>
    /// <param name="bytes">What came.</param>
    /// <param name="whole">Whether the server closed in good order: then the last answer must be whole, too.</param>
    /// <param name="bodiless">Whether a body may be missing though its length is told, as for HEAD.</param>
    public static List<HttpAnswer> Read(byte[] bytes, bool whole, bool bodiless)
    {
        var answers = new List<HttpAnswer>();
        for (var at = 0; at < bytes.Length;)
        {
            var end = bytes.AsSpan(at).IndexOf("\r\n\r\n"u8);
            if (end < 0)
            {
                Finding.Unless(!whole, "answers are whole", Shown.Of(bytes.AsSpan(at)));
                break;
            }

            var lines = Encoding.Latin1.GetString(bytes, at, end).Split("\r\n");
            at += end + 4;
            var status = 0;
            Finding.Unless(
                lines[0].StartsWith("HTTP/1.1 ", StringComparison.Ordinal) && lines[0].Length >= 12
                && int.TryParse(lines[0].AsSpan(9, 3), NumberStyles.None, CultureInfo.InvariantCulture, out status) && status is >= 100 and < 600,
                "answers have a status", lines[0]);
            var headers = Headers(lines);
            var length = headers.TryGetValue("Content-Length", out var told) ? int.Parse(told, CultureInfo.InvariantCulture) : 0;
            byte[] body;
            if (status is 204 or 304 or < 200)
            {
                body = [];
            }
            else if (headers.TryGetValue("Transfer-Encoding", out var coding) && coding == "chunked" && !bodiless)
            {
                (body, at) = Chunks(bytes, at, whole);
            }
            else
            {
                if (bodiless && !bytes.AsSpan(at).StartsWith("{"u8))
                    length = 0;
                Finding.Unless(!whole || at + length <= bytes.Length, "bodies are as long as told", $"{length} of {bytes.Length - at}");
                body = bytes[at..Math.Min(bytes.Length, at + length)];
                at += length;
            }

            if (status >= 200)
                answers.Add(new(status, headers, body));

            // Where each answer ends can only be known with the method that it answers.
            if (bodiless && status >= 200)
                break;
        }

        return answers;
    }

    private static Dictionary<string, string> Headers(string[] lines)
    {
        var headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var line in lines.AsSpan(1))
        {
            var colon = line.IndexOf(':', StringComparison.Ordinal);
            Finding.Unless(colon > 0 && !line.Any(char.IsControl), "headers are a name and a value", line);
            headers[line[..colon]] = line[(colon + 1)..].Trim();
        }

        return headers;
    }

    private static (byte[] Body, int At) Chunks(byte[] bytes, int at, bool whole)
    {
        var body = new List<byte>();
        while (true)
        {
            var end = bytes.AsSpan(Math.Min(at, bytes.Length)).IndexOf("\r\n"u8);
            if (end < 0)
            {
                // A request whose body turns out to be broken after it was answered costs its answer the last, empty chunk: the server closes instead.
                Finding.Unless(!whole || at >= bytes.Length, "chunks are whole", Shown.Of(bytes));
                return ([.. body], bytes.Length);
            }

            var length = int.Parse(Encoding.ASCII.GetString(bytes, at, end), NumberStyles.HexNumber, CultureInfo.InvariantCulture);
            at += end + 2;
            body.AddRange(bytes.Skip(at).Take(length));
            at += length + 2;
            if (length == 0)
                return ([.. body], Math.Min(at, bytes.Length));
        }
    }
}

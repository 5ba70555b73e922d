using System.Globalization;
using System.Text;

namespace Holdfast.Benchmarks.Throughput;

/// <summary>
/// One connection's request, ready on the wire but for the timestamp, which is patched in place: no two requests are the same, so none is
/// answered from the idempotency cache.
/// </summary>
internal sealed class RequestTemplate
{
    public const int FieldsPerPoint = 3;

    private const int StampDigits = 19;
    private const string Path = "/write?db=bench&precision=ns";
    private static readonly string[] Regions = ["eu-west", "eu-north", "us-east", "us-west", "ap-south"];

    private readonly byte[] _bytes;
    private readonly int[] _stamps;

    public RequestTemplate(Uri target, int connection, int lines)
    {
        var body = new StringBuilder();
        _stamps = new int[lines];
        for (var line = 0; line < lines; line++)
        {
            var seed = connection * lines + line;
            body.Append(CultureInfo.InvariantCulture, $"cpu,host=h{seed},region={Regions[seed % Regions.Length]} ")
                .Append(CultureInfo.InvariantCulture, $"usage_user={seed * 7919 % 5000 / 100.0:F2},usage_system={seed * 104_729 % 2000 / 100.0:F2},usage_idle={30 + seed % 50}.25 ");
            _stamps[line] = body.Length;
            body.Append('0', StampDigits).Append('\n');
        }

        var head = $"POST {Path} HTTP/1.1\r\nHost: {target.Authority}\r\nContent-Type: text/plain\r\nContent-Length: {body.Length}\r\n\r\n";
        for (var line = 0; line < lines; line++)
            _stamps[line] += head.Length;
        _bytes = Encoding.ASCII.GetBytes(head + body);
    }

    /// <summary>The bytes of the next request.</summary>
    /// <param name="time">The timestamp of all its points, in nanoseconds since 1970: 19 digits.</param>
    public ReadOnlySpan<byte> Stamped(long time)
    {
        Span<byte> digits = stackalloc byte[StampDigits];
        if (!time.TryFormat(digits, out var length, provider: CultureInfo.InvariantCulture) || length != StampDigits)
            throw new ArgumentOutOfRangeException(nameof(time), time, "not a time of 19 digits");
        foreach (var at in _stamps)
            digits.CopyTo(_bytes.AsSpan(at));
        return _bytes;
    }
}

using System.Text;
using Holdfast.Pipeline.Configuration;
using Holdfast.Routing.Tiers;

namespace Holdfast.Pipeline.Tests.Support;

/// <summary>Short ways to the things that tests of stores need.</summary>
internal static class StoreSamples
{
    public static StoreSettings Settings(StoreApi api = StoreApi.V2, string url = "http://127.0.0.1:1", string name = "primary") =>
        new() { Definition = new(name, new Uri(url), api, ""), ConnectTimeout = TimeSpan.FromSeconds(30) };

    public static ReadOnlyMemory<byte> Bytes(string text) => Encoding.UTF8.GetBytes(text);

    public static string Text(ReadOnlyMemory<byte> bytes) => Encoding.UTF8.GetString(bytes.Span);

    public static string Text(IEnumerable<ReadOnlyMemory<byte>> pieces) => string.Concat(pieces.Select(Text));

    /// <summary>Ends of points, for lines without newlines in their values.</summary>
    public static int[] LineEnds(ReadOnlyMemory<byte> batch)
    {
        var ends = new List<int>();
        for (var at = 0; at < batch.Length; at++)
            if (batch.Span[at] == '\n')
                ends.Add(at + 1);
        if (batch.Length > 0 && batch.Span[^1] != '\n')
            ends.Add(batch.Length);
        return [.. ends];
    }
}

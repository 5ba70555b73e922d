using System.Buffers;
using System.Text;

namespace Holdfast.Routing.Batching;

/// <summary>A point that was written several times: its series, its time, and the last value of each field, escapes still in place.</summary>
internal sealed class MergedPoint(byte[] series, long time)
{
    private readonly Dictionary<string, byte[]> _fields = new(StringComparer.Ordinal);

    public void Set(ReadOnlySpan<byte> key, ReadOnlySpan<byte> value) => _fields[Encoding.UTF8.GetString(key)] = value.ToArray();

    /// <summary>The point as a normalised line, newline included.</summary>
    public byte[] ToLine()
    {
        var line = new ArrayBufferWriter<byte>();
        line.Write(series);
        var separator = (byte)' ';
        foreach (var (key, value) in _fields)
        {
            line.Write([separator, .. Encoding.UTF8.GetBytes(key), (byte)'=']);
            line.Write(value);
            separator = (byte)',';
        }

        line.Write(Encoding.UTF8.GetBytes($" {time}\n"));
        return line.WrittenSpan.ToArray();
    }
}

using System.Text;

namespace Holdfast.Standalone.Embedded.Engine;

/// <summary>Finds the text of physical lines by number, for error messages. Numbers must not decrease from call to call.</summary>
internal ref struct LineTexts
{
    /// <summary>Bytes of a line that an error message repeats.</summary>
    public const int Limit = 1024;

    private readonly ReadOnlySpan<byte> _text;
    private int _line;
    private int _start;

    public LineTexts(ReadOnlySpan<byte> text)
    {
        _text = text;
        _line = 1;
        _start = 0;
    }

    public string Get(int line)
    {
        while (_line < line)
        {
            int end = _text[_start..].IndexOf((byte)'\n');
            if (end < 0) break;
            _start += end + 1;
            _line++;
        }

        ReadOnlySpan<byte> rest = _text[_start..];
        int length = rest.IndexOf((byte)'\n');
        if (length >= 0) rest = rest[..length];
        rest = rest.TrimEnd((byte)'\r').TrimStart((byte)' ');
        return Encoding.UTF8.GetString(rest.Length > Limit ? rest[..Limit] : rest);
    }
}

using System.Text;

using Holdfast.Routing.LineProtocol;

namespace Holdfast.Standalone.Embedded.Engine;

/// <summary>What became of the lines of one write, with InfluxDB's messages. Belongs to one write; not thread-safe.</summary>
internal sealed class WriteTally
{
    /// <summary>Text kept of parse errors; beyond it lines are only counted, so that a body of garbage cannot swell its answer.</summary>
    public const int ParseErrorTextLimit = 64 * 1024;

    /// <summary>Bytes of a line that its parse error repeats.</summary>
    public const int LineTextLimit = 1024;

    private readonly StringBuilder _parseErrors = new();

    /// <summary>Points taken.</summary>
    public int Stored { get; set; }

    /// <summary>Lines that could not be parsed.</summary>
    public int Unparsable { get; private set; }

    /// <summary>Points dropped for the schema: conflicting field types, tags or fields named time.</summary>
    public int Invalid { get; private set; }

    /// <summary>Points dropped as older than the retention.</summary>
    public int Expired { get; set; }

    /// <summary>The first schema fault.</summary>
    public string? InvalidReason { get; private set; }

    public bool IsClean => Unparsable == 0 && Invalid == 0 && Expired == 0;

    /// <summary>Whether every line was refused by the parser, so that there was nothing to write at all.</summary>
    public bool NothingParsed => Unparsable > 0 && Stored == 0 && Invalid == 0 && Expired == 0;

    /// <summary>The parse errors, one per line.</summary>
    public string ParseErrors => _parseErrors.ToString();

    public void AddUnparsable(ReadOnlySpan<byte> line, Rejection rejection)
    {
        Unparsable++;
        if (_parseErrors.Length >= ParseErrorTextLimit) return;
        if (_parseErrors.Length > 0) _parseErrors.Append('\n');
        var text = Encoding.UTF8.GetString(line.Length > LineTextLimit ? line[..LineTextLimit] : line);
        _parseErrors.Append("unable to parse '").Append(text).Append("': ").Append(ParseReason.Of(rejection));
    }

    public void AddInvalid(string reason)
    {
        Invalid++;
        InvalidReason ??= reason;
    }

    /// <summary>
    /// InfluxDB 1's message, or null when every line was taken. Of several faults it names one, in InfluxDB's order: schema, retention,
    /// syntax; of lines that did not parse it says dropped=0, as InfluxDB does.
    /// </summary>
    public string? Message()
    {
        if (IsClean) return null;
        if (InvalidReason is not null) return $"partial write: {InvalidReason} dropped={Invalid}";
        if (Expired > 0) return $"partial write: points beyond retention policy dropped={Expired}";
        return NothingParsed ? ParseErrors : $"partial write: {ParseErrors} dropped=0";
    }
}

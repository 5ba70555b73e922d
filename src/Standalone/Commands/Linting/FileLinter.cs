using Holdfast.Routing.LineProtocol;

namespace Holdfast.Standalone.Commands.Linting;

/// <summary>
/// Reads a text of any length as line protocol. Up to <paramref name="maxChunk"/> bytes it is read as a whole, exactly as a request is;
/// longer ones piece by piece, cut between lines.
/// </summary>
/// <param name="precision">The unit of the timestamps.</param>
/// <param name="maxChunk">The most bytes that are held at once; by default the longest array there is, 2 GiB.</param>
internal sealed class FileLinter(TimestampPrecision precision, int maxChunk)
{
    /// <summary>
    /// A line that starts this close to a cut is left for the next piece. The longest line that is taken fits sixteen times, so a cut
    /// never touches one; only a string that is left open for longer than this may be told as several faults.
    /// </summary>
    public const int MaxTail = 16 * LineReader.DefaultMaxLineBytes;

    private const int FirstBuffer = 1024 * 1024;

    private readonly List<LintRejection> _rejected = [];
    private long _accepted;
    private long _linesBefore;

    /// <summary>Starts with the longest piece.</summary>
    public FileLinter(TimestampPrecision precision)
        : this(precision, Array.MaxLength)
    {
    }

    /// <summary>Reads the stream to its end. Once per linter.</summary>
    /// <exception cref="IOException">The stream could not be read.</exception>
    public async Task<LintReport> LintAsync(string file, Stream stream, CancellationToken cancellationToken)
    {
        var expected = stream.CanSeek ? stream.Length - stream.Position + 1 : FirstBuffer;
        var buffer = new byte[Math.Clamp(expected, 1, maxChunk)];
        var filled = 0;
        while (true)
        {
            if (filled == buffer.Length && buffer.Length < maxChunk)
                Array.Resize(ref buffer, (int)Math.Min(buffer.Length * 2L, maxChunk));
            var read = filled == buffer.Length ? -1 : await stream.ReadAsync(buffer.AsMemory(filled), cancellationToken);
            if (read > 0)
            {
                filled += read;
                continue;
            }

            var consumed = Read(buffer.AsSpan(0, filled), isLast: read == 0);
            if (read == 0)
                return new(file, _accepted, _rejected);
            _linesBefore += buffer.AsSpan(0, consumed).Count((byte)'\n');
            buffer.AsSpan(consumed, filled - consumed).CopyTo(buffer);
            filled -= consumed;
        }
    }

    private int Read(ReadOnlySpan<byte> text, bool isLast)
    {
        var reader = new LineReader(text, precision);
        var end = isLast ? int.MaxValue : text.Length - Math.Min(MaxTail, maxChunk / 2);
        while (reader.Position < end)
        {
            switch (reader.Read(out _, out var rejection))
            {
                case LineStatus.Point:
                    _accepted++;
                    break;
                case LineStatus.Rejected:
                    _rejected.Add(new(_linesBefore + rejection!.Line, rejection.Column, rejection.Code.Text(), rejection.Message));
                    break;
                default:
                    return reader.Position;
            }
        }

        return reader.Position;
    }
}

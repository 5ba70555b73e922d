using System.Text;
using Holdfast.Routing.LineProtocol;
using Holdfast.Standalone.Commands.Linting;

namespace Holdfast.Standalone.Tests.Commands.Linting;

public sealed class FileLinterTests
{
    /// <summary>Good, bad and blank lines, comments, and strings with line ends in them.</summary>
    private static readonly string Text = string.Concat(Enumerable.Range(0, 400).Select(static i => (i % 5) switch
    {
        0 => $"cpu,host=h{i} usage={i} {i}\r\n",
        1 => $"log text=\"first {i}\nsecond\",n={i}i\n",
        2 => $"bad,line={i}\n",
        3 => $"# comment {i}\n\n",
        _ => $"größe,ort=ä wert={i}u\n",
    }));

    [Theory]
    [InlineData(100)]
    [InlineData(101)]
    [InlineData(257)]
    [InlineData(1000)]
    [InlineData(4096)]
    [InlineData(1 << 20)]
    public async Task Lint_InPiecesOfAnySize_FindsWhatTheWholeHas(int chunk)
    {
        var whole = await LintAsync(Array.MaxLength, seekable: true);
        var pieces = await LintAsync(chunk, seekable: true);
        var piped = await LintAsync(chunk, seekable: false);

        Assert.Equal(240, whole.Accepted);
        Assert.Equal(80, whole.Rejected.Count);
        Assert.Equal(whole.Accepted, pieces.Accepted);
        Assert.Equal(whole.Rejected, pieces.Rejected);
        Assert.Equal(whole.Accepted, piped.Accepted);
        Assert.Equal(whole.Rejected, piped.Rejected);
    }

    [Fact]
    public async Task Lint_LastLineWithoutItsEnd_IsRead()
    {
        using var stream = new MemoryStream("m f=1\nm f=2"u8.ToArray());
        var report = await new FileLinter(TimestampPrecision.Nanoseconds).LintAsync("x", stream, default);

        Assert.Equal(2, report.Accepted);
    }

    private static async Task<LintReport> LintAsync(int chunk, bool seekable)
    {
        using var stream = new Slow(Encoding.UTF8.GetBytes(Text), seekable);
        return await new FileLinter(TimestampPrecision.Nanoseconds, chunk).LintAsync("x", stream, default);
    }

    /// <summary>Gives a few bytes at a time, as pipes do.</summary>
    private sealed class Slow(byte[] content, bool seekable) : MemoryStream(content)
    {
        public override bool CanSeek => seekable;

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            base.ReadAsync(buffer[..Math.Min(buffer.Length, 37)], cancellationToken);
    }
}

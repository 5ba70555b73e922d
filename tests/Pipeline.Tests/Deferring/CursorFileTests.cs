using Holdfast.Pipeline.Deferring;

namespace Holdfast.Pipeline.Tests.Deferring;

public sealed class CursorFileTests
{
    private static readonly Dictionary<string, long> Cursors = new(StringComparer.Ordinal) { ["primary"] = 42, ["with space\nand ö"] = long.MaxValue };

    [Fact]
    public void Format_TwoStores_IsReadableText() =>
        Assert.StartsWith("holdfast-cursors 1\n42 primary\n9223372036854775807 with%20space%0Aand%20%C3%B6\ncrc32c ", CursorFile.Format(Cursors), StringComparison.Ordinal);

    [Fact]
    public void TryParse_WhatFormatWrote_IsTheSame()
    {
        Assert.True(CursorFile.TryParse(CursorFile.Format(Cursors), out var parsed));
        Assert.Equal(Cursors, parsed);
    }

    [Fact]
    public void TryParse_CutOrChangedAnywhere_IsRefused()
    {
        var text = CursorFile.Format(Cursors);
        for (var i = 0; i < text.Length; i++)
        {
            Assert.False(CursorFile.TryParse(text[..i], out _));
            Assert.False(CursorFile.TryParse(text[..i] + (char)(text[i] ^ 1) + text[(i + 1)..], out _));
        }
    }
}

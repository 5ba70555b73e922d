using System.Globalization;
using System.Text;
using Holdfast.Pipeline.Deferring;
using Holdfast.Pipeline.Storage;

namespace Holdfast.Pipeline.Tests.Deferring;

public sealed class CursorFileTests
{
    private static readonly CursorTable Cursors = new(
        new() { [new("primary", "hot")] = 42, [new("with space\nand ö", "b c")] = long.MaxValue, [OwedLane.Unstored("hot")] = 7 },
        new(StringComparer.Ordinal) { ["from before"] = 5 });

    [Fact]
    public void Format_SeveralLanes_IsReadableText() => Assert.StartsWith(
        "holdfast-cursors 2\n5 from%20before\n7  hot\n42 primary hot\n9223372036854775807 with%20space%0Aand%20%C3%B6 b%20c\ncrc32c ",
        CursorFile.Format(Cursors), StringComparison.Ordinal);

    [Fact]
    public void TryParse_WhatFormatWrote_IsTheSame()
    {
        Assert.True(CursorFile.TryParse(CursorFile.Format(Cursors), out var parsed));
        Assert.Equal(Cursors.Lanes, parsed.Lanes);
        Assert.Equal(Cursors.Stores, parsed.Stores);
    }

    [Fact]
    public void TryParse_FirstVersion_HoldsForWholeStores()
    {
        Assert.True(CursorFile.TryParse(Sealed("holdfast-cursors 1\n42 primary\n7 with%20space\n"), out var parsed));
        Assert.Equal(new(StringComparer.Ordinal) { ["primary"] = 42, ["with space"] = 7 }, parsed.Stores);
        Assert.Empty(parsed.Lanes);
    }

    [Theory]
    [InlineData("holdfast-cursors 3\n42 primary\n")]
    [InlineData("holdfast-cursors 1\n42 primary hot\n")]
    [InlineData("holdfast-cursors 2\n42\n")]
    [InlineData("holdfast-cursors 2\n42 primary hot more\n")]
    [InlineData("holdfast-cursors 2\n-1 primary hot\n")]
    [InlineData("")]
    public void TryParse_SealedButNotUnderstood_IsRefused(string body) => Assert.False(CursorFile.TryParse(Sealed(body), out _));

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

    internal static string Sealed(string body) =>
        $"{body}crc32c {Crc32C.Of(Encoding.UTF8.GetBytes(body)).ToString("x8", CultureInfo.InvariantCulture)}\n";
}

using Holdfast.Standalone.Commands.Operating;

namespace Holdfast.Standalone.Tests.Commands.Operating;

public sealed class ByteTextTests
{
    [Theory]
    [InlineData(0, "0 B")]
    [InlineData(1023, "1023 B")]
    [InlineData(1024, "1.0 KiB")]
    [InlineData(1536, "1.5 KiB")]
    [InlineData(1024 * 1024, "1.0 MiB")]
    [InlineData(10737418240, "10.0 GiB")]
    [InlineData(1L << 40, "1.0 TiB")]
    [InlineData(long.MaxValue, "8192.0 PiB")]
    public void Of_Size_IsInTheLargestUnit(long bytes, string text) => Assert.Equal(text, ByteText.Of(bytes));
}

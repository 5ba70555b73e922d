using System.Text;
using Holdfast.Pipeline.Storage;

namespace Holdfast.Pipeline.Tests.Storage;

public sealed class Crc32CTests
{
    [Fact]
    public void Of_CheckValueOfTheStandard_IsAsPublished() => Assert.Equal(0xE306_9283u, Crc32C.Of(Encoding.ASCII.GetBytes("123456789")));

    [Fact]
    public void Of_ThirtyTwoZeroes_IsAsInRfc3720() => Assert.Equal(0x8A91_36AAu, Crc32C.Of(new byte[32]));

    [Fact]
    public void Append_InAnyPieces_IsTheSameAsWhole()
    {
        var bytes = new byte[257];
        new Random(7).NextBytes(bytes);
        for (var cut = 0; cut <= bytes.Length; cut++)
        {
            var state = Crc32C.Append(Crc32C.Append(Crc32C.Seed, bytes.AsSpan(0, cut)), bytes.AsSpan(cut));
            Assert.Equal(Crc32C.Of(bytes), Crc32C.Finish(state));
        }
    }
}

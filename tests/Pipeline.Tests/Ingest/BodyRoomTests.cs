using Holdfast.Pipeline.Ingest;

namespace Holdfast.Pipeline.Tests.Ingest;

public sealed class BodyRoomTests
{
    private const int Piece = BodyRoom.Piece;

    public static TheoryData<int> Lengths => [0, 1, 1023, 1024, 1025, Piece - 1, Piece, Piece + 1, (2 * Piece) - 1, 2 * Piece, (2 * Piece) + 1, (5 * Piece) + 7];

    [Theory]
    [MemberData(nameof(Lengths))]
    public void Join_AnyLength_IsWhatWasPutIn(int length)
    {
        using var room = new BodyRoom();
        var bytes = Bytes(length);
        Fill(room, bytes);
        Assert.Equal(length, room.Length);
        Assert.True(bytes.AsSpan().SequenceEqual(room.Join().Span));
    }

    [Theory]
    [MemberData(nameof(Lengths))]
    public void Take_FromTheEnd_LeavesTheRest(int length)
    {
        const int end = 17;
        using var room = new BodyRoom();
        var bytes = Bytes(length + end);
        Fill(room, bytes);
        var taken = new byte[end];
        room.Take(end, taken);
        Assert.Equal(length, room.Length);
        Assert.True(bytes.AsSpan(length).SequenceEqual(taken));
        Assert.True(bytes.AsSpan(0, length).SequenceEqual(room.Join().Span));
    }

    [Theory]
    [InlineData(1024, long.MaxValue, 2048)]
    [InlineData(1024, 2047, 2047)]
    [InlineData(Piece - 1, long.MaxValue, Piece)]
    [InlineData(Piece, long.MaxValue, 2 * Piece)]
    [InlineData(Piece, (2L * Piece) - 1, (2 * Piece) - 1)]
    [InlineData(Piece, (2L * Piece) + 1, 2 * Piece)]
    public void Next_DoublesUpToAPiece_ThenAddsOneAtATime(int room, long most, int next)
    {
        using var body = new BodyRoom();
        body.Grow(room);
        body.Advance(room);
        Assert.Equal(next, body.Next(most));
    }

    [Fact]
    public void Grow_HalfAPieceMore_IsFilledUpBeforeTheNext()
    {
        using var room = new BodyRoom();
        room.Grow(Piece);
        room.Advance(Piece);
        room.Grow(Piece + 100);
        room.Advance(100);
        Assert.True(room.Free.IsEmpty);
        Assert.Equal(2 * Piece, room.Next(long.MaxValue));
        room.Grow(2 * Piece);
        Assert.Equal((Piece - 100, 2 * Piece), (room.Free.Length, room.Room));
    }

    private static void Fill(BodyRoom room, ReadOnlySpan<byte> bytes)
    {
        room.Grow(1024);
        while (!bytes.IsEmpty)
        {
            if (room.Free.IsEmpty)
                room.Grow(room.Next(long.MaxValue));
            var count = Math.Min(Math.Min(bytes.Length, room.Free.Length), 100_003);
            bytes[..count].CopyTo(room.Free.Span);
            room.Advance(count);
            bytes = bytes[count..];
        }
    }

    private static byte[] Bytes(int length)
    {
        var bytes = new byte[length];
        new Random(length).NextBytes(bytes);
        return bytes;
    }
}

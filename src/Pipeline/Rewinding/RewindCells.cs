using System.Buffers;
using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using Holdfast.Routing.Batching;
using Holdfast.Routing.LineProtocol;

namespace Holdfast.Pipeline.Rewinding;

/// <summary>
/// Which cells (series, timestamp, field) of a replay are still to come. A replay writes each cell once, with its last value: were an older one
/// written first, a process that dies between the two would leave it over the newer one, which nobody else is owed (I1, I3). Takes some 40 bytes
/// for each field of what is replayed. For one caller.
/// </summary>
internal sealed class RewindCells : IDisposable
{
    private readonly Dictionary<(string Bucket, UInt128 Cell), int> _left = [];
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

    /// <summary>Counts the cells of a batch that is to be replayed.</summary>
    public void Count(Batch batch)
    {
        var text = batch.Lines.Span;
        var lines = new LineReader(text, TimestampPrecision.Nanoseconds);
        while (lines.Read(out var point, out _) == LineStatus.Point)
        {
            var fields = new FieldReader(text, point);
            while (fields.Read(out var field))
            {
                var key = (batch.Tier.Bucket, CellOf(text, point, field));
                _left[key] = _left.GetValueOrDefault(key) + 1;
            }
        }
    }

    /// <summary>The batch without the cells that come again later; with no points if all of them do. To be asked in the order of the replay.</summary>
    public Batch LastOf(Batch batch)
    {
        var text = batch.Lines.Span;
        var kept = new ArrayBufferWriter<byte>(Math.Max(1, text.Length));
        var points = 0;
        var lines = new LineReader(text, TimestampPrecision.Nanoseconds);
        while (lines.Read(out var point, out _) == LineStatus.Point)
        {
            var begun = false;
            var fields = new FieldReader(text, point);
            while (fields.Read(out var field))
            {
                var key = (batch.Tier.Bucket, CellOf(text, point, field));
                if (--_left[key] > 0)
                    continue;
                kept.Write(begun ? ","u8 : text[point.Start..point.FieldsStart]);
                kept.Write(text[field.KeyStart..field.ValueEnd]);
                begun = true;
            }

            if (!begun)
                continue;
            points++;
            kept.Write(" "u8);
            var time = kept.GetSpan(20);
            point.Time.TryFormat(time, out var written, provider: CultureInfo.InvariantCulture);
            kept.Advance(written);
            kept.Write("\n"u8);
        }

        return batch with { Lines = kept.WrittenMemory, Points = points };
    }

    public void Dispose() => _hash.Dispose();

    private UInt128 CellOf(ReadOnlySpan<byte> text, in PointLine point, in FieldSpan field)
    {
        Span<byte> fixedPart = stackalloc byte[12];
        BinaryPrimitives.WriteInt64LittleEndian(fixedPart, point.Time);
        BinaryPrimitives.WriteInt32LittleEndian(fixedPart[8..], point.TagsEnd - point.Start);
        _hash.AppendData(fixedPart);
        _hash.AppendData(text[point.Start..point.TagsEnd]);
        _hash.AppendData(text[field.KeyStart..field.KeyEnd]);
        Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
        _hash.GetHashAndReset(digest);
        return BinaryPrimitives.ReadUInt128LittleEndian(digest);
    }
}

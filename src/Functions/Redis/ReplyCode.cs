using System.Text;
using Holdfast.Pipeline.Ingest;
using Holdfast.Routing.Planning;

namespace Holdfast.Functions.Redis;

/// <summary>
/// Answers as bytes, small and with a version: instances of two versions share one Redis while one is deployed over the other, and each takes
/// what it cannot read for no answer, and writes again.
/// </summary>
internal static class ReplyCode
{
    /// <summary>The first byte of an answer. A lease begins with another one.</summary>
    public const byte Mark = (byte)'A';

    private const byte Version = 1;

    /// <summary>Writes an answer, but for whether it is a repeated one.</summary>
    public static byte[] Write(IngestReply reply)
    {
        using var stream = new MemoryStream();
        using (var writer = new BinaryWriter(stream, Encoding.UTF8, leaveOpen: true))
        {
            writer.Write(Mark);
            writer.Write(Version);
            writer.Write7BitEncodedInt((int)reply.Status);
            writer.Write7BitEncodedInt(reply.Accepted);
            writer.Write7BitEncodedInt(reply.Position + 1);
            writer.Write((byte)reply.FallbackReason);
            writer.Write(reply.Message);
            writer.Write(reply.Key);
            writer.Write(reply.LineageId);
            writer.Write7BitEncodedInt(reply.Lines.Count);
            foreach (var line in reply.Lines)
            {
                writer.Write7BitEncodedInt(line.Line);
                writer.Write7BitEncodedInt(line.Column);
                writer.Write(line.Code);
                writer.Write(line.Message);
            }
        }

        return stream.ToArray();
    }

    /// <summary>Reads an answer; null for anything that is not wholly one of this version.</summary>
    public static IngestReply? Read(byte[] bytes)
    {
        if (bytes is not [Mark, Version, ..])
            return null;
        try
        {
            using var stream = new MemoryStream(bytes, writable: false);
            using var reader = new BinaryReader(stream, Encoding.UTF8);
            stream.Position = sizeof(byte) + sizeof(byte);
            var reply = new IngestReply
            {
                Status = (IngestStatus)reader.Read7BitEncodedInt(),
                Accepted = reader.Read7BitEncodedInt(),
                Position = reader.Read7BitEncodedInt() - 1,
                FallbackReason = (SkipReason)reader.ReadByte(),
                Message = reader.ReadString(),
                Key = reader.ReadString(),
                LineageId = reader.ReadString(),
                Lines = ReadLines(reader, bytes.Length),
            };

            // What was never remembered cannot be answered again: that would acknowledge what nobody took.
            return reply.Acknowledged && Enum.IsDefined(reply.FallbackReason) && stream.Position == bytes.Length ? reply : null;
        }
        catch (Exception odd) when (odd is EndOfStreamException or FormatException or ArgumentException or IOException)
        {
            return null;
        }
    }

    private static LineError[] ReadLines(BinaryReader reader, int most)
    {
        var count = reader.Read7BitEncodedInt();
        if (count < 0 || count > most)
            throw new FormatException("more lines than bytes");
        var lines = count == 0 ? [] : new LineError[count];
        for (var index = 0; index < count; index++)
            lines[index] = new(reader.Read7BitEncodedInt(), reader.Read7BitEncodedInt(), reader.ReadString(), reader.ReadString());
        return lines;
    }
}

using System.Buffers.Binary;
using System.Text;

namespace Holdfast.Fuzzing.Mutating;

/// <summary>
/// Several files as one input: a name, a newline, the length in four bytes, the content. Whatever is not that ends the pack, so that every
/// input means some files.
/// </summary>
internal static class FilePack
{
    public static byte[] Pack(IEnumerable<(string Name, byte[] Content)> files)
    {
        using var packed = new MemoryStream();
        foreach (var (name, content) in files)
        {
            packed.Write(Encoding.UTF8.GetBytes(name + "\n"));
            var length = new byte[sizeof(int)];
            BinaryPrimitives.WriteInt32LittleEndian(length, content.Length);
            packed.Write(length);
            packed.Write(content);
        }

        return packed.ToArray();
    }

    public static List<(string Name, byte[] Content)> Unpack(byte[] packed)
    {
        var files = new List<(string, byte[])>();
        for (var at = 0; at < packed.Length;)
        {
            var end = Array.IndexOf(packed, (byte)'\n', at);
            if (end <= at || end + 1 + sizeof(int) > packed.Length)
                break;
            var content = end + 1 + sizeof(int);
            var length = Math.Clamp(BinaryPrimitives.ReadInt32LittleEndian(packed.AsSpan(end + 1)), 0, packed.Length - content);
            files.Add((Encoding.UTF8.GetString(packed, at, end - at), packed[content..(content + length)]));
            at = content + length;
        }

        return files;
    }
}

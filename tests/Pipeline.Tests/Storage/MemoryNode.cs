namespace Holdfast.Pipeline.Tests.Storage;

/// <summary>A file's content: as processes see it, as it is durable, and the changes in between.</summary>
public sealed class MemoryNode
{
    private readonly List<(long Offset, byte[] Bytes, long? Length)> _unsynced = [];
    private byte[] _durable = [];

    public byte[] Live { get; set; } = [];

    /// <summary>What is left of it after a loss of power at the worst.</summary>
    public byte[] Durable => _durable;

    public void Write(long offset, byte[] bytes)
    {
        _unsynced.Add((offset, bytes, null));
        Live = Apply(Live, offset, bytes);
    }

    public void Truncate(long length)
    {
        _unsynced.Add((0, [], length));
        Live = Resize(Live, length);
    }

    public void Sync()
    {
        _durable = Live;
        _unsynced.Clear();
    }

    /// <summary>
    /// The disk said that the sync failed: part of the pages is dropped, as Linux does, and what is left is called clean.
    /// </summary>
    public void FailSync(Random random)
    {
        Tear(random);
        Sync();
    }

    public void LosePower(Random random) => Tear(random);

    private void Tear(Random random)
    {
        var content = _durable;
        var kept = random.Next(_unsynced.Count + 1);
        for (var i = 0; i < kept; i++)
        {
            var (offset, bytes, length) = _unsynced[i];
            if (length is { } cut)
            {
                content = Resize(content, cut);
                continue;
            }

            content = Apply(content, offset, TornCopy(bytes, torn: i == kept - 1, random));
        }

        Live = content;
        Sync();
    }

    /// <summary>The last write that got through may be a prefix, or have holes where sectors were not written.</summary>
    private static byte[] TornCopy(byte[] bytes, bool torn, Random random)
    {
        if (!torn || random.Next(3) == 0) return bytes;
        if (random.Next(2) == 0) return bytes[..random.Next(bytes.Length + 1)];

        const int sector = 64;
        var holed = bytes.ToArray();
        for (var at = 0; at < holed.Length; at += sector)
        {
            if (random.Next(2) == 0) holed.AsSpan(at, Math.Min(sector, holed.Length - at)).Clear();
        }

        return holed;
    }

    private static byte[] Apply(byte[] content, long offset, byte[] bytes)
    {
        var result = Resize(content, Math.Max(content.Length, offset + bytes.Length));
        bytes.CopyTo(result, offset);
        return result;
    }

    private static byte[] Resize(byte[] content, long length)
    {
        var result = new byte[length];
        content.AsSpan(0, (int)Math.Min(content.Length, length)).CopyTo(result);
        return result;
    }
}

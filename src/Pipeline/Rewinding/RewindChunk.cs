namespace Holdfast.Pipeline.Rewinding;

/// <summary>A piece of the ring's memory; used again once no entry refers to it. Changed only under the ring's lock.</summary>
internal sealed class RewindChunk(int size)
{
    public byte[] Bytes { get; } = new byte[size];

    public int Used { get; set; }

    public int Entries { get; set; }
}

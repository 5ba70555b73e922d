namespace Holdfast.Pipeline.Rewinding;

/// <summary>A piece of the ring's memory; used again once no entry lies in it. Changed only under the ring's lock.</summary>
internal sealed class RewindChunk(int size)
{
    public byte[] Bytes { get; } = new byte[size];

    /// <summary>Where an entry goes on that does not end in this one.</summary>
    public RewindChunk? Next { get; set; }
}

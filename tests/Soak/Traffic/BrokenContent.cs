using System.Net;

namespace Holdfast.Soak.Traffic;

/// <summary>A body that announces its length and breaks off in the middle, as a producer does that dies.</summary>
/// <param name="body">The body.</param>
internal sealed class BrokenContent(byte[] body) : HttpContent
{
    /// <summary>What it breaks off with.</summary>
    public const string Message = "the producer has gone away";

    /// <inheritdoc/>
    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
    {
        await stream.WriteAsync(body.AsMemory(0, body.Length / 2));
        await stream.FlushAsync();
        throw new IOException(Message);
    }

    /// <inheritdoc/>
    protected override bool TryComputeLength(out long length)
    {
        length = body.Length;
        return true;
    }
}

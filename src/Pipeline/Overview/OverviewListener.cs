using System.Threading.Channels;

namespace Holdfast.Pipeline.Overview;

/// <summary>
/// One who is told of every document. Whoever is slow finds the newest and has missed those between: at most one waits for him, and he holds up
/// nobody. Disposing gives the place back. For one reader.
/// </summary>
public sealed class OverviewListener : IDisposable
{
    private readonly Channel<OverviewFrame> _channel = Channel.CreateBounded<OverviewFrame>(
        new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropOldest, SingleReader = true });

    private readonly Action<OverviewListener> _leave;

    internal OverviewListener(Action<OverviewListener> leave) => _leave = leave;

    /// <summary>The next document; null when there will be none, because the process stops.</summary>
    /// <param name="cancellation">Ends the wait.</param>
    public async Task<OverviewFrame?> NextAsync(CancellationToken cancellation)
    {
        while (await _channel.Reader.WaitToReadAsync(cancellation))
        {
            if (_channel.Reader.TryRead(out var frame))
                return frame;
        }

        return null;
    }

    /// <inheritdoc/>
    public void Dispose() => _leave(this);

    internal void Tell(OverviewFrame frame) => _channel.Writer.TryWrite(frame);

    /// <summary>What was told and not read yet is not read any more.</summary>
    internal void Close()
    {
        _channel.Writer.TryComplete();
        while (_channel.Reader.TryRead(out _))
        {
        }
    }
}

using System.Diagnostics;

namespace Holdfast.Soak.Traffic;

/// <summary>
/// Begins requests at a steady rate whatever becomes of the earlier ones, as many independent producers do. What is not acknowledged is
/// kept and sent again in a bounded buffer; when that is full the producers themselves lose the newest, which never reaches Holdfast.
/// </summary>
/// <param name="factory">Draws the requests.</param>
/// <param name="traffic">What the producers share.</param>
/// <param name="rate">Requests a second.</param>
internal sealed class OpenLoop(RequestFactory factory, SoakTraffic traffic, int rate) : IDisposable
{
    /// <summary>Attempts at once; further ones wait in the buffer.</summary>
    public const int MaxAttempts = 128;

    /// <summary>Requests in the buffer, of some 1 KB each on average.</summary>
    public const int MaxPending = 50_000;

    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(2);

    private readonly SemaphoreSlim _attempts = new(MaxAttempts, MaxAttempts);
    private int _pending;

    /// <summary>Requests that are not acknowledged yet.</summary>
    public int Pending => Volatile.Read(ref _pending);

    /// <summary>Sends until told to stop, and then waits until what is in the buffer is acknowledged.</summary>
    /// <param name="stop">No new request from here on.</param>
    /// <param name="abort">Gives up even what is in the buffer.</param>
    public async Task RunAsync(CancellationToken stop, CancellationToken abort)
    {
        var clock = Stopwatch.StartNew();
        using var timer = new PeriodicTimer(Tick);
        for (long next = 0; !stop.IsCancellationRequested; next++)
        {
            while (clock.Elapsed.TotalSeconds * rate < next)
                await timer.WaitForNextTickAsync(CancellationToken.None);
            traffic.Minute.Due();
            if (Pending >= MaxPending)
            {
                traffic.Minute.NotSent();
                continue;
            }

            Interlocked.Increment(ref _pending);
            _ = DeliverAsync(factory.Next(), abort);
        }

        while (Pending > 0 && !abort.IsCancellationRequested)
            await timer.WaitForNextTickAsync(CancellationToken.None);
    }

    /// <inheritdoc/>
    public void Dispose() => _attempts.Dispose();

    private async Task DeliverAsync(SoakRequest request, CancellationToken abort)
    {
        try
        {
            await new Delivery(request, traffic, _attempts).RunAsync(abort);
        }
        catch (OperationCanceledException) when (abort.IsCancellationRequested)
        {
            // Its points stay unknown.
        }
        catch (Exception bug)
        {
            // A mistake of the soak's own must be told, not counted as Holdfast's.
            traffic.Minute.Odd($"the soak itself: {bug}");
        }
        finally
        {
            Interlocked.Decrement(ref _pending);
        }
    }
}

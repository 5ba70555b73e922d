using Holdfast.Pipeline.Configuration;

namespace Holdfast.Pipeline.Ingest;

/// <summary>
/// Limits the requests and the bytes in flight: those of bodies, and those of what is made of them. Whoever is not admitted is told to come
/// again; nothing queues here. Safe for any number of threads.
/// </summary>
/// <param name="limits">The limits.</param>
public sealed class Admission(LimitOptions limits)
{
    /// <summary>Arrays from this size on, in bytes, are not pooled; what is left of them is noted with <see cref="Drop"/>.</summary>
    public const int Large = 1024 * 1024;

    private int _requests;
    private long _bytes;
    private long _dropped;

    /// <summary>The requests in flight.</summary>
    public int Requests => Volatile.Read(ref _requests);

    /// <summary>The bytes in flight.</summary>
    public long Bytes => Interlocked.Read(ref _bytes);

    /// <summary>Admits a request, or not. An admitted one must <see cref="Leave"/>.</summary>
    public bool TryEnter()
    {
        if (Interlocked.Increment(ref _requests) <= limits.MaxRequests)
            return true;
        Interlocked.Decrement(ref _requests);
        return false;
    }

    /// <summary>Takes room for bytes, or not.</summary>
    /// <param name="bytes">How many more.</param>
    public bool TryReserve(long bytes)
    {
        if (Interlocked.Add(ref _bytes, bytes) <= limits.MaxBytesInFlight)
            return true;
        Interlocked.Add(ref _bytes, -bytes);
        return false;
    }

    /// <summary>Gives room back.</summary>
    /// <param name="bytes">How many.</param>
    public void Release(long bytes) => Interlocked.Add(ref _bytes, -bytes);

    /// <summary>The end of an admitted request.</summary>
    /// <param name="bytes">The bytes that it still had reserved.</param>
    public void Leave(long bytes)
    {
        Interlocked.Add(ref _bytes, -bytes);
        Interlocked.Decrement(ref _requests);
    }

    /// <summary>
    /// A large array is not needed any more. The collector would let several times the bytes in flight of them come together before it looks for
    /// them, if the machine has memory to spare; so it is told to look, beside all that goes on, whenever they are a quarter of those.
    /// </summary>
    /// <param name="bytes">Its size; of one below <see cref="Large"/> nothing is noted.</param>
    /// <returns>Whether the collector was told.</returns>
    public bool Drop(int bytes)
    {
        if (bytes < Large || Interlocked.Add(ref _dropped, bytes) < limits.MaxBytesInFlight / 4)
            return false;
        Interlocked.Exchange(ref _dropped, 0);
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Forced, blocking: false);
        return true;
    }
}

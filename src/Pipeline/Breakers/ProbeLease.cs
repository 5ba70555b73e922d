using Holdfast.Routing.Breakers;

namespace Holdfast.Pipeline.Breakers;

/// <summary>
/// The permission for one probe. It is settled once: by <see cref="Report"/>, by expiry (a failure), or by being disposed unreported,
/// which is what a cancelled request does (inconclusive). Thread-safe.
/// </summary>
public sealed class ProbeLease : IDisposable
{
    private readonly StoreBreaker _breaker;

    internal ProbeLease(StoreBreaker breaker, long generation, long takenAt, bool synthetic)
    {
        _breaker = breaker;
        Generation = generation;
        TakenAt = takenAt;
        IsSynthetic = synthetic;
    }

    /// <summary>The breaker's generation that it belongs to; a probe of an earlier one counts for nothing.</summary>
    public long Generation { get; }

    /// <summary>Made by us, not by a producer's request.</summary>
    public bool IsSynthetic { get; }

    /// <summary>The time provider's timestamp.</summary>
    internal long TakenAt { get; }

    /// <summary>Where the lease book keeps it; below 0 once it is settled or void. Belongs to the breaker's lock.</summary>
    internal int Position { get; set; } = -1;

    /// <summary>
    /// Tells what the probe has shown, in place of <see cref="StoreBreaker.Report"/>, which is for requests that are no probes.
    /// </summary>
    /// <param name="verdict">What it has shown.</param>
    /// <param name="elapsed">How long the store took; regarded for a success.</param>
    /// <returns>Whether it counted as told; not if it was settled, expired (then it has counted as a failure), or of an earlier generation.</returns>
    public bool Report(ProbeVerdict verdict, TimeSpan elapsed) => _breaker.Settle(this, verdict, elapsed);

    /// <summary>Settles it as inconclusive if nothing else has.</summary>
    public void Dispose() => _breaker.Settle(this, ProbeVerdict.Inconclusive, TimeSpan.Zero);
}

namespace Holdfast.Pipeline.Ingest;

/// <summary>What a claim of an idempotency key came to.</summary>
public enum IdempotencyVerdict
{
    /// <summary>The key is the caller's: write, then finish or release it.</summary>
    Claimed = 0,

    /// <summary>A request with this key was answered before; answer the same.</summary>
    Finished,

    /// <summary>A request with this key is still in flight and did not end within the caller's patience.</summary>
    InFlight,
}

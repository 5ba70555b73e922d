using System.Runtime.InteropServices;

namespace Holdfast.Pipeline.Ingest;

/// <summary>The outcome of a claim.</summary>
/// <param name="Verdict">What it came to.</param>
/// <param name="Reply">The remembered answer when finished, otherwise null.</param>
/// <param name="Owner">By what whoever granted the claim knows it again; null where the key alone is enough.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct IdempotencyClaim(IdempotencyVerdict Verdict, IngestReply? Reply, string? Owner = null)
{
    /// <summary>The key is the caller's.</summary>
    public static readonly IdempotencyClaim First = new(IdempotencyVerdict.Claimed, null);

    /// <summary>Somebody else still writes under the key.</summary>
    public static readonly IdempotencyClaim StillInFlight = new(IdempotencyVerdict.InFlight, null);
}

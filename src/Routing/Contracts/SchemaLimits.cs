namespace Holdfast.Routing.Contracts;

/// <summary>How much one tier's <see cref="Schema"/> learns. Whatever would go beyond is rejected. All are at least 1.</summary>
/// <param name="MaxTagValues">The most distinct values of one tag key of one measurement where no contract says otherwise.</param>
/// <param name="MaxFields">The most fields that are learnt over all measurements, and so the most measurements; contracts do not count.</param>
/// <param name="MaxTagValuesInTier">The most tag values that are remembered over all tag keys; 10 to 15 bytes of memory each.</param>
/// <param name="MaxNameBytes">The most bytes that the learnt names of measurements, tag keys and fields take together.</param>
public sealed record SchemaLimits(
    int MaxTagValues = 100_000, int MaxFields = 100_000, int MaxTagValuesInTier = 2_000_000, int MaxNameBytes = 64 * 1024 * 1024);

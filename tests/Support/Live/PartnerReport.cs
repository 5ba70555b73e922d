namespace Holdfast.Tests.Support.Live;

/// <summary>What one test did to a partner and what came of it: a row of the table that all of them make together.</summary>
internal sealed record PartnerReport
{
    /// <summary>What the rows tell, in their order.</summary>
    public const string Heading = "partner | sent | faults | acknowledged | lost | recovery";

    /// <summary>The partner, with what is tested about it.</summary>
    public required string Partner { get; init; }

    /// <summary>The points sent.</summary>
    public required long Sent { get; init; }

    /// <summary>What was done to it.</summary>
    public required string Faults { get; init; }

    /// <summary>The points of which someone was told that they are safe; dead letters are not among them.</summary>
    public required long Acknowledged { get; init; }

    /// <summary>The acknowledged points that are not in the primary in the end, or with another value. Must be 0.</summary>
    public required long Lost { get; init; }

    /// <summary>Of the lost ones those that are there with an older value.</summary>
    public long Stale { get; init; }

    /// <summary>From the end of the fault until the breaker was closed, and until nothing was owed; null where there was nothing to recover.</summary>
    public (TimeSpan Closed, TimeSpan Drained)? Recovery { get; init; }

    /// <summary>What else is worth telling; empty for nothing.</summary>
    public string Remark { get; init; } = "";

    /// <summary>The row, as <see cref="Heading"/> tells.</summary>
    public override string ToString()
    {
        var recovery = Recovery is { } took ? FormattableString.Invariant($"closed {took.Closed.TotalSeconds:F1} s, drained {took.Drained.TotalSeconds:F1} s") : "none needed";
        var lost = Stale == 0 ? $"{Lost}" : $"{Lost} ({Stale} stale)";
        return $"{Partner} | {Sent} | {Faults} | {Acknowledged} | {lost} | {recovery}{(Remark.Length == 0 ? "" : $"; {Remark}")}";
    }
}

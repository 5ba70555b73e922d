using System.Collections.Immutable;

namespace Holdfast.Routing.Reconciling;

/// <summary>What came of comparing one store with another.</summary>
public sealed record PairReport
{
    /// <summary>How many skipped windows, conflicts and notes are kept; the tally counts all of them.</summary>
    public const int MaxSamples = 20;

    /// <summary>How many stretches that differ are named.</summary>
    public const int MaxDiffering = 256;

    /// <summary>The store that was healed.</summary>
    public required string Store { get; init; }

    /// <summary>The store that it was compared with.</summary>
    public required string With { get; init; }

    /// <summary>How it ended.</summary>
    public ReconcileOutcome Outcome { get; init; }

    /// <summary>Why it ended so, for people; empty when complete.</summary>
    public string Message { get; init; } = "";

    /// <summary>What was counted.</summary>
    public ReconcileTally Tally { get; init; }

    /// <summary>Some of the windows that could not be compared.</summary>
    public ImmutableArray<SkippedWindow> Skipped { get; init; } = [];

    /// <summary>Some of the conflicting cells.</summary>
    public ImmutableArray<CellConflict> Conflicts { get; init; } = [];

    /// <summary>What else is to be known: fields that were left out, what the store said about points that it refused.</summary>
    public ImmutableArray<string> Notes { get; init; } = [];

    /// <summary>Of a comparison that repairs nothing: what is to be repaired, at most <see cref="MaxDiffering"/> stretches.</summary>
    public ImmutableArray<DifferingWindow> Differing { get; init; } = [];

    /// <summary>Whether more differs than <see cref="Differing"/> has room for; then everything is to be looked at.</summary>
    public bool MoreDiffers { get; init; }

    /// <summary>With more counted.</summary>
    public PairReport Plus(ReconcileTally tally) => this with { Tally = Tally + tally };

    /// <summary>With a window that could not be compared.</summary>
    public PairReport Skip(string measurement, TimeWindow window, string reason) => this with
    {
        Outcome = Worse(Outcome, ReconcileOutcome.Partial),
        Tally = Tally with { Skipped = Tally.Skipped + 1 },
        Skipped = Skipped.Length < MaxSamples ? Skipped.Add(new(measurement, window, reason)) : Skipped,
    };

    /// <summary>With conflicts.</summary>
    public PairReport Showing(ImmutableArray<CellConflict> conflicts) =>
        conflicts.IsEmpty || Conflicts.Length == MaxSamples ? this : this with { Conflicts = [.. Conflicts, .. conflicts.Take(MaxSamples - Conflicts.Length)] };

    /// <summary>With a note, once.</summary>
    public PairReport Note(string note) =>
        Notes.Length == MaxSamples || Notes.Contains(note, StringComparer.Ordinal) ? this : this with { Notes = Notes.Add(note) };

    /// <summary>Ended early.</summary>
    public PairReport End(ReconcileOutcome outcome, string message) => this with { Outcome = Worse(Outcome, outcome), Message = message };

    /// <summary>With a window that differs; one that follows the last named makes it longer.</summary>
    public PairReport Differs(string measurement, TimeWindow window)
    {
        if (Differing is [.., var last] && string.Equals(last.Measurement, measurement, StringComparison.Ordinal) && last.Window.To == window.From)
            return this with { Differing = Differing.SetItem(Differing.Length - 1, last with { Window = last.Window with { To = window.To } }) };
        return Differing.Length < MaxDiffering ? this with { Differing = Differing.Add(new(measurement, window)) } : this with { MoreDiffers = true };
    }

    /// <summary>Both together, of the same two stores; what differed is taken to be dealt with.</summary>
    /// <param name="later">The one that was made later; its message counts unless it is empty.</param>
    public PairReport And(PairReport later)
    {
        ArgumentNullException.ThrowIfNull(later);
        return this with
        {
            Outcome = Worse(Outcome, later.Outcome),
            Message = later.Message.Length > 0 ? later.Message : Message,
            Tally = Tally + later.Tally,
            Skipped = [.. Skipped.Concat(later.Skipped).Take(MaxSamples)],
            Conflicts = [.. Conflicts.Concat(later.Conflicts).Take(MaxSamples)],
            Notes = [.. Notes.Union(later.Notes, StringComparer.Ordinal).Take(MaxSamples)],
            Differing = [],
            MoreDiffers = false,
        };
    }

    internal static ReconcileOutcome Worse(ReconcileOutcome left, ReconcileOutcome right) => left > right ? left : right;
}

using Holdfast.Pipeline.Ingest;
using Holdfast.Simulation.Scenarios;
using Holdfast.Simulation.World;

namespace Holdfast.Simulation.Checking;

/// <summary>One attempt of a producer to write, and what became of it as the producer saw it.</summary>
/// <param name="plan">What it wanted.</param>
/// <param name="started">Its place in the order of everything that producers saw.</param>
internal sealed class SentWrite(PlannedRequest plan, long started)
{
    public PlannedRequest Plan => plan;

    public long Started { get; set; } = started;

    /// <summary>The place of the answer; the highest number while there is none.</summary>
    public long Answered { get; set; } = long.MaxValue;

    /// <summary>From when on a write through another process counts as later than this one, once it is answered.</summary>
    public TimeSpan ElsewhereFrom { get; set; }

    /// <summary>When it was answered, in world time.</summary>
    public TimeSpan AnsweredAt { get; set; }

    /// <summary>Whether it may come to stand before what other instances wrote earlier; see <see cref="SimProcess.IsFrail"/>.</summary>
    public bool IsFrail => By?.IsFrail(At, AnsweredAt) ?? false;

    /// <summary>The process that it reached; null for none.</summary>
    public SimProcess? By { get; set; }

    /// <summary>When it was sent, in world time.</summary>
    public TimeSpan At { get; init; }

    /// <summary>Whether the producer knows that its points are safe.</summary>
    public bool IsAcknowledged { get; set; }

    /// <summary>Whether it never reached the process.</summary>
    public bool NeverSent { get; set; }

    /// <summary>Whether its answer came from memory, and so nothing was written.</summary>
    public bool IsReplay { get; set; }

    /// <summary>Whether the producer waits no more.</summary>
    public bool IsOver { get; set; }

    public IngestReply? Reply { get; set; }

    /// <summary>The lines, from 0, that it was told are not accepted.</summary>
    public HashSet<int> Listed { get; } = [];
}

using System.Runtime.InteropServices;

namespace Holdfast.Tests.Support.Live.Failover;

/// <summary>What became of one request.</summary>
/// <param name="Request">Its number, from 0; also its points' value.</param>
/// <param name="Status">The answer's status; 0 when there was none.</param>
/// <param name="Route">Where it landed, or why there was no answer.</param>
/// <param name="Late">How long after its due moment it was sent: the load's own fault, or the machine's.</param>
/// <param name="Sent">When it was sent, from the beginning of the load.</param>
/// <param name="Latency">From sending to the whole answer.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct LoadAnswer(int Request, int Status, string Route, TimeSpan Late, TimeSpan Sent, TimeSpan Latency)
{
    /// <summary>How much of that time the machine or its disk stood still; not looked at for answers that came soon.</summary>
    public TimeSpan Stalled { get; init; }

    /// <summary>When the answer was there.</summary>
    public TimeSpan Answered => Sent + Latency;

    /// <summary>Whether the producer may forget the points.</summary>
    public bool Acknowledged => Status is >= 200 and < 300;

    /// <summary>
    /// Whether it is what is promised: within the budget of a request and what the machine added, which no program can do anything about; and
    /// acknowledged, unless the log could not be synced within that budget, when nothing is promised to the producer (503).
    /// </summary>
    /// <param name="budget"><c>Delivery:Timeout</c>.</param>
    public bool IsAsPromised(TimeSpan budget) => Latency < budget + Stalled && (Acknowledged || (Status == 503 && Stalled > budget / 2));
}

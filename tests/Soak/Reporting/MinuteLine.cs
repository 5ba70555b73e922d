namespace Holdfast.Soak.Reporting;

/// <summary>One line: what happened since the one before, and how things stand.</summary>
internal sealed record MinuteLine
{
    /// <summary>From the first request.</summary>
    public required TimeSpan At { get; init; }

    /// <summary>Requests a second that were due.</summary>
    public required double Requests { get; init; }

    /// <summary>Points a second that were acknowledged.</summary>
    public required double Points { get; init; }

    /// <summary>Points acknowledged since the beginning.</summary>
    public required long Acknowledged { get; init; }

    /// <summary>Answers by status; 0 for none.</summary>
    public required IReadOnlyDictionary<int, long> Answers { get; init; }

    /// <summary>How long answers took.</summary>
    public required LatencyLine Milliseconds { get; init; }

    /// <summary>The longest that the machine kept this program waiting, in milliseconds: answers cannot be held against less.</summary>
    public required double Stall { get; init; }

    /// <summary>Batches owed to stores; only those that are owed any.</summary>
    public required IReadOnlyDictionary<string, long> Owed { get; init; }

    /// <summary>Requests in the producers' buffer.</summary>
    public required int Pending { get; init; }

    /// <summary>Dead letters that Holdfast holds.</summary>
    public required long DeadLetters { get; init; }

    /// <summary>Breakers that are not closed.</summary>
    public required IReadOnlyDictionary<string, string> Breakers { get; init; }

    /// <summary>Resident memory in bytes; null while Holdfast is not there.</summary>
    public long? Memory { get; init; }

    /// <summary>The managed heap after its last collection, in bytes.</summary>
    public long? Heap { get; init; }

    /// <summary>Open handles.</summary>
    public int? Handles { get; init; }

    /// <summary>Threads.</summary>
    public int? Threads { get; init; }

    /// <summary>Bytes in the data folder.</summary>
    public required long Data { get; init; }

    /// <summary>The faults that were in force.</summary>
    public required IReadOnlyList<string> Faults { get; init; }
}

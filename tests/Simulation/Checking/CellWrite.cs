namespace Holdfast.Simulation.Checking;

/// <summary>What one request wrote to one cell.</summary>
/// <param name="Write">The request.</param>
/// <param name="Value">The value.</param>
/// <param name="Acknowledged">Whether its producer knows that it is safe.</param>
internal sealed record CellWrite(SentWrite Write, string Value, bool Acknowledged)
{
    /// <summary>Whether a later line of the same acknowledged request has taken its place.</summary>
    public bool IsOverwritten { get; set; }

    /// <summary>Whether this one began only after the other had been answered, and not right then through a process with another clock.</summary>
    public bool IsAfter(CellWrite other) =>
        Write.Started > other.Write.Answered && (Write.By == other.Write.By || (Write.At >= other.Write.ElsewhereFrom && !Write.IsFrail));
}

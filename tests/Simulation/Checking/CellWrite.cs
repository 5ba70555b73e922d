namespace Holdfast.Simulation.Checking;

/// <summary>What one request wrote to one cell.</summary>
/// <param name="Write">The request.</param>
/// <param name="Value">The last value that it wrote there.</param>
/// <param name="Acknowledged">Whether its producer knows that it is safe.</param>
internal sealed record CellWrite(SentWrite Write, string Value, bool Acknowledged)
{
    /// <summary>Whether this one began only after the other had been answered.</summary>
    public bool IsAfter(CellWrite other) => Write.Started > other.Write.Answered;
}

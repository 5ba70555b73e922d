namespace Holdfast.Simulation.Scenarios;

/// <summary>One request of a producer, with what it does about failures.</summary>
/// <param name="Number">Its number.</param>
/// <param name="At">When it is first sent.</param>
/// <param name="Bucket">For which bucket.</param>
/// <param name="Lines">Its lines.</param>
/// <param name="Key">The idempotency key, or null.</param>
/// <param name="Retries">How often it is sent again after 429, 503 or a lost connection.</param>
/// <param name="Pause">How long its producer waits before each retry.</param>
/// <param name="Patience">After how long its producer goes away without the answer; null for never.</param>
internal sealed record PlannedRequest(
    int Number, TimeSpan At, string Bucket, IReadOnlyList<PlannedLine> Lines, string? Key, int Retries, TimeSpan Pause, TimeSpan? Patience)
{
    /// <summary>The number of the request that it corrects: it is sent a while after that one is over, and not at a time of its own. Null for none.</summary>
    public int? Corrects { get; init; }

    /// <summary>How long after.</summary>
    public TimeSpan Gap { get; init; }

    /// <summary>The body.</summary>
    public string Body { get; } = string.Join('\n', Lines.Select(static line => line.Text));
}

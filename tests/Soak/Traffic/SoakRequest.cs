namespace Holdfast.Soak.Traffic;

/// <summary>One write request with what is known of it beforehand.</summary>
internal sealed record SoakRequest
{
    /// <summary>The tier that it goes to.</summary>
    public required TierTraffic Tier { get; init; }

    /// <summary>Path and query, in either dialect.</summary>
    public required string Path { get; init; }

    /// <summary>The body as it goes over the wire.</summary>
    public required byte[] Body { get; init; }

    /// <summary>Whether it is compressed.</summary>
    public required bool Gzip { get; init; }

    /// <summary>The producer's own key; null when it gives none.</summary>
    public string? Key { get; init; }

    /// <summary>The points that the answer tells the fate of.</summary>
    public required IReadOnlyList<PointRef> Points { get; init; }

    /// <summary>The numbers of the lines that must be rejected, rising.</summary>
    public required IReadOnlyList<int> Poison { get; init; }

    /// <summary>Whether it is sent once more, as it was, after its acknowledgement.</summary>
    public bool Repeat { get; init; }

    /// <summary>How its producer goes away without waiting for the answer; then nothing is promised about its points.</summary>
    public LeaveMode Leave { get; init; }
}

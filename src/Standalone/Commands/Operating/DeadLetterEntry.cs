namespace Holdfast.Standalone.Commands.Operating;

/// <summary>A dead letter as <c>GET /ops/deadletters</c> lists it.</summary>
internal sealed record DeadLetterEntry
{
    public required string Id { get; init; }

    public required DateTimeOffset Time { get; init; }

    public string? Source { get; init; }

    public string? Tier { get; init; }

    public string? Bucket { get; init; }

    public string? Reason { get; init; }

    public string? Message { get; init; }

    public long? Line { get; init; }

    public long? Column { get; init; }

    public long? Attempts { get; init; }

    public string? LineageId { get; init; }

    public long Size { get; init; }

    /// <summary>The bytes, where they are UTF-8; only when one letter is asked for.</summary>
    public string? Text { get; init; }

    /// <summary>The bytes, where they are not.</summary>
    public string? Base64 { get; init; }
}

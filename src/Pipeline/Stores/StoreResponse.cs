namespace Holdfast.Pipeline.Stores;

/// <summary>A store's answer, or the failure to get one: exactly one of them.</summary>
public sealed class StoreResponse
{
    /// <summary>204, the usual answer to a write, shared so that it costs nothing.</summary>
    public static readonly StoreResponse NoContent = new() { Status = 204 };

    /// <summary>The HTTP status; 0 when <see cref="Failure"/> is given.</summary>
    public int Status { get; init; }

    /// <summary>How long the store asked to be left alone, from the moment of the answer; null when it did not, or not readably.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>The body as text, at most <see cref="StoreRequest.MaximumAnswer"/> bytes of it; empty when there is none.</summary>
    public string Body { get; init; } = "";

    /// <summary>Whether the body was longer than what was kept.</summary>
    public bool Truncated { get; init; }

    /// <summary>The header <c>X-Influxdb-Error</c>, which repeats InfluxDB 1's message; null when there is none.</summary>
    public string? ErrorHeader { get; init; }

    /// <summary>Why there is no answer; null when there is one.</summary>
    public TransportFailure? Failure { get; init; }

    /// <summary>A failure to get an answer.</summary>
    public static StoreResponse Failed(TransportFailureKind kind, string message) => new() { Failure = new(kind, message) };
}

using Holdfast.Pipeline.Http;

namespace Holdfast.Pipeline.Queueing;

/// <summary>The application properties of a message of the ingest queue. Their names are found in any case.</summary>
public static class MessageProperties
{
    /// <summary>The bucket; required, text.</summary>
    public const string Bucket = "bucket";

    /// <summary>The unit of the timestamps, as in a write by HTTP; text, nanoseconds when it is not given.</summary>
    public const string Precision = "precision";

    /// <summary>The idempotency key: text of at most <see cref="WriteEndpoint.MaxKey"/> characters, or a GUID.</summary>
    public const string IdempotencyKey = HeaderNames.IdempotencyKey;

    /// <summary>The W3C trace context; what is none is passed over.</summary>
    public const string TraceParent = HeaderNames.TraceParent;

    /// <summary>The trace context as Azure's clients write it.</summary>
    public const string DiagnosticId = "Diagnostic-Id";

    /// <summary>How the body is encoded, for producers that cannot set the message's own content encoding: <c>gzip</c>, or <c>identity</c>.</summary>
    public const string ContentEncoding = "content-encoding";

    /// <summary>The property of that name: exactly, or else in any case; null when there is none.</summary>
    public static object? Find(IReadOnlyDictionary<string, object> properties, string name)
    {
        ArgumentNullException.ThrowIfNull(properties);
        if (properties.TryGetValue(name, out var exact))
            return exact;
        foreach (var (key, value) in properties)
        {
            if (key.Equals(name, StringComparison.OrdinalIgnoreCase))
                return value;
        }

        return null;
    }
}

using Holdfast.Pipeline.Tracing;

namespace Holdfast.Pipeline.Stores;

/// <summary>One request to a store. The address, the credentials and the compression are the transport's.</summary>
public sealed class StoreRequest
{
    /// <summary>How many bytes of an answer are kept when nothing else is said: enough for any message, and for lists of policies.</summary>
    public const int DefaultMaximumAnswer = 64 * 1024;

    /// <summary>The method.</summary>
    public required HttpMethod Method { get; init; }

    /// <summary>
    /// What follows the store's base address: begins with a slash, escaped. Requests with a body should repeat the same text, since its
    /// address is then kept ready.
    /// </summary>
    public required string PathAndQuery { get; init; }

    /// <summary>The body in pieces, sent one after the other without copying them; empty for none. Must not change until the answer is there.</summary>
    public IReadOnlyList<ReadOnlyMemory<byte>> Body { get; init; } = [];

    /// <summary>The media type of the body; means nothing without one.</summary>
    public string ContentType { get; init; } = "text/plain; charset=utf-8";

    /// <summary>Whether the body is compressed on its way.</summary>
    public bool Gzip { get; init; }

    /// <summary>What to pass on of the trace that it belongs to.</summary>
    public TraceContext Trace { get; init; }

    /// <summary>How many bytes of the answer are kept; the rest is not read.</summary>
    public int MaximumAnswer { get; init; } = DefaultMaximumAnswer;
}

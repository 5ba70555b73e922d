namespace Holdfast.Routing.Planning;

/// <summary>What one answer of a store to a write means.</summary>
/// <param name="Class">The class, which decides what happens next.</param>
/// <param name="Message">
/// What the store said, printable, on one line, at most <see cref="WriteClassifier.MaximumMessage"/> characters; empty when committed.
/// </param>
/// <param name="RetryAfter">
/// How long the store asked to be left alone; given exactly when <paramref name="Class"/> is <see cref="WriteClass.Throttled"/>, from
/// zero to <see cref="WriteClassifier.MaximumRetryAfter"/>.
/// </param>
public sealed record WriteVerdict(WriteClass Class, string Message, TimeSpan? RetryAfter = null)
{
    /// <summary>The store has it: the usual case, shared so that it costs nothing.</summary>
    public static readonly WriteVerdict Committed = new(WriteClass.Committed, "");
}

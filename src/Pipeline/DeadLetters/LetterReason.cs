namespace Holdfast.Pipeline.DeadLetters;

/// <summary>The letters of one reason, counted. Changed only under the index's lock.</summary>
internal sealed class LetterReason(string reason)
{
    public string Reason { get; } = reason;

    public long Count { get; set; }

    public long Bytes { get; set; }
}

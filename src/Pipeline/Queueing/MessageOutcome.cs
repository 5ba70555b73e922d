namespace Holdfast.Pipeline.Queueing;

/// <summary>What is to become of a message.</summary>
/// <param name="Ending">How to settle it.</param>
/// <param name="Reason">A code of <see cref="MessageReasons"/> or a rejected line's; empty when it is completed.</param>
/// <param name="Description">What was found, where, and how to mend it, at most <see cref="MaxDescription"/> characters; empty when it is completed.</param>
public sealed record MessageOutcome(MessageEnding Ending, string Reason, string Description)
{
    /// <summary>The longest description, in characters. Service Bus takes 4,096; the rest is room for characters of several bytes.</summary>
    public const int MaxDescription = 1024;

    /// <summary>It is done with.</summary>
    public static readonly MessageOutcome Completed = new(MessageEnding.Completed, "", "");

    internal static MessageOutcome Dead(string reason, string description) => new(MessageEnding.DeadLettered, reason, Shorten(description));

    internal static MessageOutcome Back(string reason, string description) => new(MessageEnding.Abandoned, reason, Shorten(description));

    private static string Shorten(string text)
    {
        if (text.Length <= MaxDescription)
            return text;

        // Not between the two halves of a character.
        var length = MaxDescription - 1;
        return string.Concat(text.AsSpan(0, char.IsHighSurrogate(text[length - 1]) ? length - 1 : length), "…");
    }
}

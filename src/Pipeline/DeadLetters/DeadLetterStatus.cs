namespace Holdfast.Pipeline.DeadLetters;

/// <summary>What became of a change to the dead letters.</summary>
public enum DeadLetterStatus
{
    /// <summary>It is durable.</summary>
    Done = 0,

    /// <summary>Nothing was changed: a limit is reached, the disk is full, or too much waits for the disk.</summary>
    Full,

    /// <summary>The disk failed; after a restart the change may turn out to have been made.</summary>
    Failed,
}

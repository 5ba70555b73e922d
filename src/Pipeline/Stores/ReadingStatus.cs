namespace Holdfast.Pipeline.Stores;

/// <summary>How a question to a store ended.</summary>
public enum ReadingStatus
{
    /// <summary>With an answer.</summary>
    Answered = 0,

    /// <summary>The answer does not fit: ask for less at once.</summary>
    TooLarge,

    /// <summary>The store answers something else than what was asked for.</summary>
    Unreadable,

    /// <summary>The store refuses the question.</summary>
    Refused,

    /// <summary>The store is not to be asked now.</summary>
    Hindered,

    /// <summary>No answer in time, or none at all.</summary>
    Failed,

    /// <summary>The process was told to stop.</summary>
    Stopped,
}

namespace Holdfast.Pipeline.Stores;

/// <summary>What came of a request to a store's tasks API.</summary>
public enum TaskOutcome
{
    /// <summary>It was done.</summary>
    Done = 0,

    /// <summary>The store has no tasks API (404, 405), or no task of that id.</summary>
    Missing,

    /// <summary>No answer, a refusal, or one that is not understood: worth trying again later.</summary>
    Failed,
}

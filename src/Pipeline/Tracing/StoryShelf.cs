namespace Holdfast.Pipeline.Tracing;

/// <summary>A part of the stories, under a lock of its own. Full, it drops the story that began first.</summary>
/// <param name="capacity">How many it keeps.</param>
internal sealed class StoryShelf(int capacity)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, LineageStory> _stories = new(StringComparer.Ordinal);
    private readonly Queue<string> _inOrder = new();

    /// <summary>Adds to a story, which begins if there is none.</summary>
    /// <param name="facts">The batch.</param>
    /// <param name="tell">What to add; called under the lock.</param>
    public void Tell(in LineageFacts facts, Action<LineageStory> tell)
    {
        lock (_lock)
            tell(StoryOf_NeedsLock(facts));
    }

    /// <summary>
    /// Ends a story with its answer; begins one only for what no store took, or not whole: the rest is all in the recent writes.
    /// </summary>
    public void Answered(in LineageFacts facts, in LineageAnswer answer)
    {
        lock (_lock)
        {
            if (answer.Store is null || answer.Rejected > 0)
                StoryOf_NeedsLock(facts).Answer = answer;
            else if (_stories.TryGetValue(facts.Id, out var story))
                story.Answer = answer;
        }
    }

    /// <summary>Reads a story under the lock; null is read when there is none.</summary>
    public T Read<T>(string id, Func<LineageStory?, T> read)
    {
        lock (_lock)
            return read(_stories.GetValueOrDefault(id));
    }

    private LineageStory StoryOf_NeedsLock(in LineageFacts facts)
    {
        if (_stories.TryGetValue(facts.Id, out var story))
            return story;
        if (_inOrder.Count >= capacity)
            _stories.Remove(_inOrder.Dequeue());
        _inOrder.Enqueue(facts.Id);
        return _stories[facts.Id] = new(facts);
    }
}

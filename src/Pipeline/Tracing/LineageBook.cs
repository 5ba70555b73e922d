namespace Holdfast.Pipeline.Tracing;

/// <summary>
/// The routes of the last batches as this instance knows them, in memory. Of every write of its own it keeps the facts and the answer, for
/// the last <see cref="Recent"/>; of what did not simply go to its primary the whole story, for the last <see cref="Stories"/>, those of
/// other instances and of earlier runs included as far as they are delivered here. The oldest gives way; what is older than that is in the
/// traces. Safe for any number of threads; a healthy write takes two of many locks, for a copy and a look, and allocates nothing.
/// </summary>
/// <param name="seed">The seed of this process's lineage ids.</param>
/// <param name="time">The clock.</param>
public sealed class LineageBook(ulong seed, TimeProvider time)
{
    /// <summary>How many writes are kept: about a minute at 1,000 requests a second, in 7 MB when full.</summary>
    public const int Recent = RecentWrites.Capacity;

    /// <summary>How many stories are kept: in about 30 MB when full.</summary>
    public const int Stories = Stripes * StoriesPerStripe;

    private const int Stripes = 16;
    private const int StoriesPerStripe = 2048;

    private readonly RecentWrites _recent = new();
    private readonly StoryShelf[] _shelves = [.. Enumerable.Range(0, Stripes).Select(static _ => new StoryShelf(StoriesPerStripe))];

    /// <summary>A write was answered. Without a story it is kept among the recent writes only.</summary>
    internal void Answered(in LineageFacts facts, in LineageAnswer answer)
    {
        if (!LineageId.TryParse(facts.Id, out var id))
            return;
        if (id.Process == seed)
            _recent.Keep(id.Number, facts, answer);
        ShelfOf(id).Answered(facts, answer with { TraceParent = Kept(answer.TraceParent) });
    }

    /// <summary>A write has gone further than to its primary.</summary>
    internal void Routed(LineageFacts facts, IReadOnlyList<RouteHop> hops) => Tell(facts, story => story.Add(hops));

    /// <summary>Stores are owed a batch from now on.</summary>
    internal void Owed(LineageFacts facts, IReadOnlyList<string> stores, string? traceParent)
    {
        var now = time.GetUtcNow();
        Tell(facts, story =>
        {
            story.AddOwed(stores, now);
            story.TraceParent ??= Kept(traceParent);
        });
    }

    /// <summary>A store has been given what was owed.</summary>
    internal void Given(LineageFacts facts, string store, string by, string? traceParent)
    {
        var now = time.GetUtcNow();
        Tell(facts, story =>
        {
            story.Add(new LineageDelivery(store, now, by));
            story.TraceParent ??= Kept(traceParent);
        });
    }

    /// <summary>Lines of a batch have become dead letters.</summary>
    /// <param name="facts">The batch.</param>
    /// <param name="count">How many letters.</param>
    /// <param name="ids">Their ids, where the quarantine tells them.</param>
    internal void Lettered(LineageFacts facts, int count, IReadOnlyList<string> ids) => Tell(facts, story => story.AddLetters(count, ids));

    /// <summary>What is known of a batch; null for nothing.</summary>
    internal LineageRoute? Find(LineageId id)
    {
        var text = id.ToString();
        RecentWrite? recent = id.Process == seed && _recent.TryFind(id.Number, out var write) ? write : null;
        return ShelfOf(id).Read(text, story => LineageRoute.Of(text, recent, story));
    }

    /// <summary>A header may be of any length, and is not kept alive then; looked at closely only when somebody asks.</summary>
    private static string? Kept(string? traceParent) => traceParent is { Length: HoldfastTraces.ContextLength } ? traceParent : null;

    private void Tell(in LineageFacts facts, Action<LineageStory> tell)
    {
        if (LineageId.TryParse(facts.Id, out var id))
            ShelfOf(id).Tell(facts, tell);
    }

    private StoryShelf ShelfOf(LineageId id) => _shelves[(int)(((ulong)id.Number ^ id.Process) % Stripes)];
}

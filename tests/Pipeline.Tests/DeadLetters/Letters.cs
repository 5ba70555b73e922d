using System.Text;
using Holdfast.Pipeline.DeadLetters;
using Holdfast.Pipeline.Storage;

namespace Holdfast.Pipeline.Tests.DeadLetters;

/// <summary>Short words for tests of <see cref="FileDeadLetters"/>.</summary>
internal static class Letters
{
    public static DeadLetterLimits Limits(long maxBytes = 1 << 20, int maxLetters = 1000, long segmentBytes = 1 << 16) =>
        new() { MaxBytes = maxBytes, MaxLetters = maxLetters, SegmentBytes = segmentBytes };

    public static async Task<FileDeadLetters> OpenAsync(IStorage storage, DeadLetterLimits? limits = null)
    {
        var opened = await FileDeadLetters.OpenAsync(storage, limits ?? Limits(), CancellationToken.None);
        Assert.True(opened.Succeeded, opened.Message);
        return opened.Value;
    }

    public static DeadLetterDraft Draft(string text, string reason = "bad", int day = 1) => new(
        new DateTimeOffset(2026, 3, day, 4, 5, 6, TimeSpan.Zero), DeadLetterSource.Backfill, "hot", "telemetry_hot", reason, "because " + text, 7, 8, 9, "lineage",
        Encoding.UTF8.GetBytes(text));

    public static async Task<string[]> PutAsync(this IDeadLetters letters, params DeadLetterDraft[] drafts)
    {
        var added = await letters.AddAsync(drafts, CancellationToken.None);
        Assert.True(added.Status == DeadLetterStatus.Done, added.Message);
        return [.. added.Ids];
    }

    public static async Task RemoveAllAsync(this IDeadLetters letters, params string[] ids)
    {
        var removed = await letters.RemoveAsync(ids, CancellationToken.None);
        Assert.True(removed.Status == DeadLetterStatus.Done, removed.Message);
        Assert.Equal(ids.Length, removed.Removed);
    }

    public static string Text(this DeadLetter letter) => Encoding.UTF8.GetString(letter.Bytes.Span);

    /// <summary>All letters, page by page.</summary>
    public static async Task<List<DeadLetter>> AllAsync(this IDeadLetters letters, string? reason = null, int limit = 3)
    {
        var all = new List<DeadLetter>();
        string? after = null;
        do
        {
            var page = await letters.ListAsync(reason, after, limit, CancellationToken.None);
            Assert.True(page.Fault is null, page.Fault);
            Assert.InRange(page.Letters.Count, 0, limit);
            all.AddRange(page.Letters);
            after = page.NextAfterId;
        }
        while (after is not null);

        return all;
    }

    public static async Task<List<string>> TextsAsync(this IDeadLetters letters, string? reason = null) =>
        (await letters.AllAsync(reason)).ConvertAll(letter => letter.Text());
}

using Holdfast.Pipeline.DeadLetters;
using Holdfast.Pipeline.Tests.Storage;

namespace Holdfast.Pipeline.Tests.DeadLetters;

/// <summary>Somebody deletes files of the dead letters while they are open.</summary>
public sealed class VanishedLettersTests
{
    private const string Folder = FileDeadLetters.FolderName;

    private readonly MemoryDisk _disk = new(new Random(37));

    [Fact]
    public async Task AddAsync_OpenFileDeleted_HasAllLettersAfterARestart()
    {
        var letters = await Letters.OpenAsync(_disk.Root());
        var first = await letters.PutAsync(Letters.Draft("a"));
        _disk.Remove(Folder, Assert.Single(Segments()));

        await letters.PutAsync(Letters.Draft("b"));

        Assert.Equal("a", (await letters.FindAsync(first[0], CancellationToken.None)).Letter!.Text());
        _disk.LosePower();
        await using var again = await Letters.OpenAsync(_disk.Root());
        Assert.Equal(["a", "b"], await again.TextsAsync(), StringComparer.Ordinal);
    }

    [Fact]
    public async Task RemoveAsync_ClosedFileDeleted_GivesTheSpaceBehindItBackAllTheSame()
    {
        await using var letters = await Letters.OpenAsync(_disk.Root(), Letters.Limits(segmentBytes: 1000));
        var ids = new List<string>();
        for (var letter = 0; letter < 40; letter++)
            ids.AddRange(await letters.PutAsync(Letters.Draft(new string('x', 300))));
        var (first, before) = (Segments()[0], Segments().Count);
        _disk.Remove(Folder, first);
        Assert.NotNull((await letters.FindAsync(ids[0], CancellationToken.None)).Fault);
        Assert.Equal((1L, first), (letters.Summary.Health.LostFiles, letters.Summary.Health.LastLost));

        await letters.RemoveAllAsync([.. ids.Skip(10)]);

        Assert.InRange(letters.Summary.Count, 1, 9);
        Assert.Equal(letters.Summary.Count, (await letters.AllAsync()).Count);
        Assert.InRange(Segments().Count, 1, before * 2 / 3);
    }

    private List<string> Segments() => [.. _disk.Names(Folder).Where(static name => name.EndsWith(".log", StringComparison.Ordinal))];
}

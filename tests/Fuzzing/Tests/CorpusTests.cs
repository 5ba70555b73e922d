using Holdfast.Fuzzing.Running;

namespace Holdfast.Fuzzing.Tests;

/// <summary>What was found once is not found again.</summary>
public sealed class CorpusTests
{
    public static TheoryData<string> Names => [.. Targets.Names];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Corpus_EveryInputThatWasKept_BreaksNothing(string name)
    {
        await using var target = await Targets.OpenAsync(name);
        foreach (var (file, input) in Corpus.Of(name))
        {
            var failure = await Trial.RunAsync(target, input);
            Assert.True(failure is null, $"{file} breaks {failure?.Seen}\n{target.Show(input)}");
        }
    }

    [Fact]
    public void Folders_BelongToTargets()
    {
        var folders = Directory.EnumerateDirectories(Path.Combine(Holdfast.Tests.Design.Repository.Root, "tests", "Fuzzing", "Corpus")).Select(Path.GetFileName);

        Assert.Empty(folders.Except(Targets.Names, StringComparer.Ordinal));
    }
}

using System.Globalization;
using Holdfast.Pipeline.Storage;
using Holdfast.Pipeline.Tests.Storage;

namespace Holdfast.Pipeline.Tests.DeadLetters;

/// <summary>A child process adds and removes letters on real files and is killed with SIGKILL, twenty times over the same folder.</summary>
public sealed class KilledLettersTests : IDisposable
{
    private const int Rounds = 20;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Reopen_ChildKilledWhileAddingAndRemoving_HasExactlyTheLetters_P14()
    {
        var added = new SortedDictionary<string, string>(StringComparer.Ordinal);
        var asked = new HashSet<string>(StringComparer.Ordinal);
        var removed = new HashSet<string>(StringComparer.Ordinal);
        for (var round = 0; round < Rounds; round++)
        {
            foreach (var line in await RunChildAsync(round))
            {
                if (line[0] == 'A') Assert.True(added.TryAdd(line[2..18], line[19..]), "An id was given twice.");
                else if (line[0] == 'B') asked.UnionWith(line[2..].Split(','));
                else removed.UnionWith(line[2..].Split(','));
            }

            var found = await ReadBackAsync();
            Assert.False(removed.Overlaps(found.Keys), $"round {round}: a removed letter came back");
            foreach (var (id, text) in added.Where(letter => !asked.Contains(letter.Key)))
                Assert.True(found.TryGetValue(id, out var kept) && kept.Equals(text, StringComparison.Ordinal), $"round {round}: {id} is lost");
        }

        Assert.True(removed.Count > 100, $"{removed.Count}");
    }

    private async Task<Dictionary<string, string>> ReadBackAsync()
    {
        await using var letters = await Letters.OpenAsync(new PhysicalStorage(_folder.Path), KilledProcess.LetterLimits);
        var found = await letters.AllAsync(limit: 1000);
        Assert.Equal(found.Count, letters.Summary.Count);
        Assert.True(letters.Summary.DiskBytes <= (2 * letters.Summary.Bytes) + (3 * 64 * 1024), $"{letters.Summary}");
        return found.ToDictionary(letter => letter.Id, letter => letter.Text(), StringComparer.Ordinal);
    }

    private async Task<List<string>> RunChildAsync(int round)
    {
        var lines = new List<string>();
        using var child = ChildProcess.Start("letters", _folder.Path, round.ToString(CultureInfo.InvariantCulture));
        for (var count = new Random(round).Next(1, 150); count > 0; count--)
        {
            var line = await child.ReadLineAsync();
            Assert.True(line is not null, $"round {round}: the child ended by itself");
            lines.Add(line);
        }

        lines.AddRange(await child.KillAsync());
        return lines;
    }
}

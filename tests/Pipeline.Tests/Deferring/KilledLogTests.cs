using System.Globalization;
using Holdfast.Pipeline.Deferring;
using Holdfast.Pipeline.Storage;
using Holdfast.Pipeline.Tests.Storage;

namespace Holdfast.Pipeline.Tests.Deferring;

/// <summary>A child process appends on real files and is killed with SIGKILL, twenty times over the same folder.</summary>
public sealed class KilledLogTests : IDisposable
{
    private const int Rounds = 20;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Reopen_ChildKilledWhileAppending_HasEveryAcknowledgedBatchOnceAndInOrder()
    {
        var acknowledged = new SortedDictionary<long, string>();
        for (var round = 0; round < Rounds; round++)
        {
            foreach (var line in await RunChildAsync("append", round)) Acknowledge(line, acknowledged);
            Check(acknowledged, (await ReadBackAsync()).ToDictionary(batch => batch.Sequence, batch => batch.Text()), round);
        }

        Assert.True(acknowledged.Count > Rounds * 10, $"{acknowledged.Count}");
    }

    [Fact]
    public async Task Reopen_ChildKilledWhileDraining_HasEveryAcknowledgedBatchDeliveredOrOwed()
    {
        var acknowledged = new SortedDictionary<long, string>();
        var delivered = new Dictionary<long, string>();
        var cursor = 0L;
        for (var round = 0; round < Rounds; round++)
        {
            foreach (var line in await RunChildAsync("drain", round))
            {
                if (line[0] == 'A') Acknowledge(line, acknowledged);
                else if (line[0] == 'C') cursor = long.Parse(line.AsSpan(2), CultureInfo.InvariantCulture);
                else
                {
                    var (sequence, text) = Parse(line);
                    Assert.True(sequence > cursor, $"round {round}: {sequence} was delivered again");
                    delivered[sequence] = text;
                }
            }

            var owed = await ReadBackAsync();
            Assert.True(owed.TrueForAll(batch => batch.Sequence > cursor), $"round {round}");
            var there = owed.ToDictionary(batch => batch.Sequence, batch => batch.Text());
            foreach (var (sequence, text) in delivered) Assert.Equal(text, there.GetValueOrDefault(sequence, text));
            foreach (var (sequence, text) in delivered) there[sequence] = text;
            Check(acknowledged, there, round);
        }

        Assert.True(cursor > 0);
    }

    private static void Acknowledge(string line, SortedDictionary<long, string> acknowledged)
    {
        var (sequence, text) = Parse(line);
        Assert.True(acknowledged.TryAdd(sequence, text), $"Sequence {sequence} was used twice.");
    }

    private static (long Sequence, string Text) Parse(string line)
    {
        var space = line.IndexOf(' ', 2);
        return (long.Parse(line.AsSpan(2, space - 2), CultureInfo.InvariantCulture), line[(space + 1)..]);
    }

    private static void Check(SortedDictionary<long, string> acknowledged, Dictionary<long, string> there, int round)
    {
        foreach (var (sequence, text) in acknowledged)
            Assert.True(
                there.TryGetValue(sequence, out var kept) && kept.Equals(text, StringComparison.Ordinal),
                $"round {round}: {sequence} is lost; acknowledged {string.Join(' ', acknowledged.Keys)}; there {string.Join(' ', there.Keys.Order())}");
    }

    /// <summary>Lets a child work until it has said a random number of lines, kills it, and yields all that it said.</summary>
    private async Task<List<string>> RunChildAsync(string mode, int round)
    {
        var lines = new List<string>();
        using var child = ChildProcess.Start(mode, _folder.Path, round.ToString(CultureInfo.InvariantCulture));
        for (var count = new Random(round).Next(1, 120); count > 0; count--)
        {
            var line = await child.ReadLineAsync();
            Assert.True(line is not null, $"round {round}: the child ended by itself");
            lines.Add(line);
        }

        lines.AddRange(await child.KillAsync());
        return lines;
    }

    /// <summary>What a restart finds, which must be in order and each batch once.</summary>
    private async Task<List<LoggedBatch>> ReadBackAsync()
    {
        var opened = await FileDeferredLog.OpenAsync(new PhysicalStorage(_folder.Path), KilledProcess.Options, TimeProvider.System, CancellationToken.None);
        Assert.True(opened.Succeeded, opened.Message);
        await using var log = opened.Value;
        var found = await ReadAllAsync(Path.Combine(_folder.Path, FileDeferredLog.FolderName));
        Assert.Equal(log.Owed(Owing.Primary).Batches, found.Count);
        Assert.True(found.Zip(found.Skip(1)).All(pair => pair.First.Sequence < pair.Second.Sequence), "out of order");
        Assert.Equal(found.Count, found.DistinctBy(batch => batch.Text(), StringComparer.Ordinal).Count());
        Assert.Equal(0, log.Usage.Health.CorruptRegions);
        return found;
    }

    /// <summary>
    /// Everything behind the cursor, from the segments themselves, since one read is limited and only advancing would go on.
    /// </summary>
    private static async Task<List<LoggedBatch>> ReadAllAsync(string folder)
    {
        var storage = new PhysicalStorage(folder);
        var cursors = (await CursorFile.LoadAsync(storage)).Value!;
        var found = new List<LoggedBatch>();
        var names = new NameCache();
        var opened = await SegmentedLog.OpenAsync(
            storage,
            new SegmentedLogOptions(),
            1,
            (_, step) =>
            {
                Assert.True(DeferredRecord.TryReadHeader(step.Payload.Span, names, out var header));
                if (step.Sequence > cursors.Lanes.GetValueOrDefault(header.Lane)) found.Add(DeferredRecord.Decode(step.Sequence, step.Payload.Span, header));
            },
            CancellationToken.None);
        await opened.Value!.DisposeAsync();
        return found;
    }
}

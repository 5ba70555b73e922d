using Holdfast.Pipeline.Stores;
using Holdfast.Pipeline.Tests.Support;
using Holdfast.Routing.Planning;

namespace Holdfast.Pipeline.Tests.Stores;

public class FaultIsolatorTests
{
    private static readonly WriteAnswer Fault = new(new(WriteClass.DataFault, "bad"), 400);
    private static readonly WriteAnswer Large = new(new(WriteClass.TooLarge, "large"), 413);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task IsolateAsync_AnyGroup_FindsExactlyThePoisonAndCommitsTheRest(bool keepsGoodLines)
    {
        // A fixed seed: every run tries the same three hundred groups, so that a failure can be had again.
        var random = new Random(20_260_102);
        for (var run = 0; run < 300; run++)
        {
            var group = Enumerable.Range(0, random.Next(1, 20))
                .Select(_ => Enumerable.Range(0, random.Next(1, 40)).Select(_ => random.Next(9) == 0).ToArray())
                .ToArray();
            var store = new LineStore(keepsGoodLines);
            var batches = Batches(group);
            var first = await store.SendAsync(batches, CancellationToken.None);

            var outcomes = await new FaultIsolator(new() { Group = int.MaxValue, Batch = int.MaxValue })
                .IsolateAsync(batches, first, StoreSamples.LineEnds, store.SendAsync, CancellationToken.None);

            for (var batch = 0; batch < group.Length; batch++)
                AssertFound(group[batch], batches[batch], outcomes[batch]);
            Assert.Equal(Good(group).Order(StringComparer.Ordinal), store.Kept.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal));
        }
    }

    [Fact]
    public async Task IsolateAsync_LaterBatchWritesTheSamePoint_StaysTheLastOne()
    {
        // Both batches write point 7; a poison line in the earlier one must not bring its older value back.
        ReadOnlyMemory<byte>[] batches = [StoreSamples.Bytes("m v=1 7\nBAD 1\nm v=2 8\n"), StoreSamples.Bytes("m v=3 7\n"), StoreSamples.Bytes("BAD 2\nm v=4 7\n")];
        var store = new LineStore(keepsGoodLines: true);
        var first = await store.SendAsync(batches, CancellationToken.None);

        await new FaultIsolator(new()).IsolateAsync(batches, first, StoreSamples.LineEnds, store.SendAsync, CancellationToken.None);

        Assert.Equal("m v=4 7", store.Kept.FindLast(static line => line.EndsWith(" 7", StringComparison.Ordinal)));
        var afterFirst = store.Kept.FindLastIndex(static line => string.Equals(line, "m v=1 7", StringComparison.Ordinal));
        Assert.True(store.Kept.FindLastIndex(static line => string.Equals(line, "m v=3 7", StringComparison.Ordinal)) > afterFirst);
    }

    [Theory]
    [InlineData(WriteClass.Transient)]
    [InlineData(WriteClass.Hung)]
    [InlineData(WriteClass.Throttled)]
    [InlineData(WriteClass.Misconfigured)]
    [InlineData(WriteClass.Aborted)]
    public async Task IsolateAsync_FirstAnswerIsNotTheDatasFault_SendsNothing(WriteClass kind)
    {
        var first = new WriteAnswer(new(kind, "why"), 0);

        var outcomes = await new FaultIsolator(new()).IsolateAsync(
            Batches([[false], [true]]), first, StoreSamples.LineEnds, (_, _) => throw new InvalidOperationException("sent"), CancellationToken.None);

        Assert.Equal(2, outcomes.Length);
        Assert.All(outcomes, outcome => Assert.Equal((BatchFate.Unresolved, first.Verdict), (outcome.Fate, outcome.Verdict)));
    }

    [Fact]
    public async Task IsolateAsync_StoreFailsMidway_KeepsWhatIsKnownAndLeavesTheRestUnresolved()
    {
        // Left to right: the first batch commits, of the second one poison point is found, then the store hangs.
        var hung = new WriteAnswer(new(WriteClass.Hung, "no answer"), 0);
        var store = new LineStore(keepsGoodLines: false);
        ReadOnlyMemory<byte>[] batches = [StoreSamples.Bytes("m v=1 1\n"), StoreSamples.Bytes("BAD 1\nm v=2 2\nm v=3 3\nm v=4 4\n"), StoreSamples.Bytes("m v=5 5\n")];

        var outcomes = await new FaultIsolator(new()).IsolateAsync(
            batches,
            Fault,
            StoreSamples.LineEnds,
            (pieces, ct) => StoreSamples.Text(pieces).StartsWith("m v=2", StringComparison.Ordinal) ? Task.FromResult(hung) : store.SendAsync(pieces, ct),
            CancellationToken.None);

        Assert.Equal(BatchOutcome.Committed, outcomes[0]);
        Assert.Equal((BatchFate.Unresolved, hung.Verdict), (outcomes[1].Fate, outcomes[1].Verdict));
        Assert.Equal(new(0, 0, 6, LineStore.Refused.Verdict), Assert.Single(outcomes[1].Refused));
        Assert.Equal((BatchFate.Unresolved, hung.Verdict, 0), (outcomes[2].Fate, outcomes[2].Verdict, outcomes[2].Refused.Length));
    }

    [Fact]
    public async Task IsolateAsync_RottenBatch_DoesNotUseUpTheOthersShare()
    {
        var rotten = Enumerable.Repeat(true, 1000).ToArray();
        var store = new LineStore(keepsGoodLines: false);
        var batches = Batches([[false], rotten, [false, true, false]]);

        var outcomes = await new FaultIsolator(new() { Batch = 50 }).IsolateAsync(
            batches, Fault, StoreSamples.LineEnds, store.SendAsync, CancellationToken.None);

        Assert.Equal([BatchFate.Committed, BatchFate.Unresolved, BatchFate.CommittedExceptPoison], outcomes.Select(static outcome => outcome.Fate));
        Assert.Null(outcomes[1].Verdict);
        Assert.NotEmpty(outcomes[1].Refused);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(10)]
    [InlineData(11)]
    [InlineData(500)]
    public async Task IsolateAsync_Limit_IsNeverExceeded(int limit)
    {
        var store = new LineStore(keepsGoodLines: false);
        var rotten = Enumerable.Repeat(Enumerable.Repeat(true, 20).ToArray(), 20).ToArray();

        var outcomes = await new FaultIsolator(new() { Group = limit }).IsolateAsync(
            Batches(rotten), Fault, StoreSamples.LineEnds, store.SendAsync, CancellationToken.None);

        // The first answer is the caller's and counts as well.
        Assert.Equal(limit - 1, store.Requests);
        Assert.Contains(outcomes, outcome => outcome is { Fate: BatchFate.Unresolved, Verdict: null });
    }

    [Fact]
    public async Task IsolateAsync_TwelvePoisonPointsAmongFiveThousand_AreFoundWithinTheDefaults()
    {
        var batch = Enumerable.Range(0, 5000).Select(static point => point % 417 == 100).ToArray();
        var store = new LineStore(keepsGoodLines: false);

        var outcomes = await new FaultIsolator(new()).IsolateAsync(
            Batches([batch]), Fault, StoreSamples.LineEnds, store.SendAsync, CancellationToken.None);

        Assert.Equal((BatchFate.CommittedExceptPoison, 12), (outcomes[0].Fate, outcomes[0].Refused.Length));
    }

    [Fact]
    public async Task IsolateAsync_TooLarge_SplitsUntilItFits()
    {
        var sent = new List<int>();
        var batches = Batches([[false, false, false], Enumerable.Repeat(false, 40).ToArray()]);

        var outcomes = await new FaultIsolator(new()).IsolateAsync(
            batches,
            Large,
            StoreSamples.LineEnds,
            (pieces, _) =>
            {
                var bytes = pieces.Sum(static piece => piece.Length);
                if (bytes <= 100)
                    sent.Add(bytes);
                return Task.FromResult(bytes > 100 ? Large : WriteAnswer.NoContent);
            },
            CancellationToken.None);

        Assert.All(outcomes, static outcome => Assert.Equal(BatchOutcome.Committed, outcome));
        Assert.Equal(batches.Sum(static batch => batch.Length), sent.Sum());
    }

    [Fact]
    public async Task IsolateAsync_SinglePointTooLarge_IsPoisonForThatReason()
    {
        ReadOnlyMemory<byte>[] batches = [StoreSamples.Bytes("m v=1 1\n" + "long" + new string('x', 200) + " v=1 2\nm v=3 3\n")];

        var outcomes = await new FaultIsolator(new()).IsolateAsync(
            batches,
            Large,
            StoreSamples.LineEnds,
            static (pieces, _) => Task.FromResult(pieces.Sum(static piece => piece.Length) > 100 ? Large : WriteAnswer.NoContent),
            CancellationToken.None);

        Assert.Equal(new(1, 8, 211, Large.Verdict), Assert.Single(outcomes[0].Refused));
    }

    [Fact]
    public async Task IsolateAsync_NewlineInsideAValue_IsNeverCutThere()
    {
        const string Whole = "m v=\"two\nlines\" 1\n";
        ReadOnlyMemory<byte>[] batches = [StoreSamples.Bytes(Whole + "BAD\n")];
        var sent = new List<string>();

        var outcomes = await new FaultIsolator(new()).IsolateAsync(
            batches,
            Fault,
            static batch => [Whole.Length, batch.Length],
            (pieces, _) =>
            {
                sent.Add(StoreSamples.Text(pieces));
                return Task.FromResult(sent[^1].Contains("BAD", StringComparison.Ordinal) ? Fault : WriteAnswer.NoContent);
            },
            CancellationToken.None);

        Assert.Equal([Whole, "BAD\n"], sent);
        Assert.Equal(new(1, Whole.Length, 4, Fault.Verdict), Assert.Single(outcomes[0].Refused));
    }

    [Fact]
    public async Task IsolateAsync_BatchWithoutPoints_FailsAsAWholeAndAlone()
    {
        var store = new LineStore(keepsGoodLines: false);

        var outcomes = await new FaultIsolator(new()).IsolateAsync(
            Batches([[false], [true], [false]]), Fault, static _ => [], store.SendAsync, CancellationToken.None);

        Assert.Equal([BatchFate.Committed, BatchFate.Failed, BatchFate.Committed], outcomes.Select(static outcome => outcome.Fate));
        Assert.Equal(LineStore.Refused.Verdict, outcomes[1].Verdict);
    }

    [Fact]
    public async Task IsolateAsync_HealthyBatches_AreNeverCutOpen()
    {
        var opened = new List<string>();
        var store = new LineStore(keepsGoodLines: false);

        await new FaultIsolator(new()).IsolateAsync(
            Batches([[false, false], [false, true], [false]]),
            Fault,
            batch =>
            {
                opened.Add(StoreSamples.Text(batch));
                return StoreSamples.LineEnds(batch);
            },
            store.SendAsync,
            CancellationToken.None);

        Assert.Contains("BAD", Assert.Single(opened), StringComparison.Ordinal);
    }

    [Fact]
    public async Task IsolateAsync_Cancelled_Throws()
    {
        using var given = new CancellationTokenSource();
        await given.CancelAsync();
        var store = new LineStore(keepsGoodLines: false);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => new FaultIsolator(new()).IsolateAsync(
            Batches([[false], [true]]), Fault, StoreSamples.LineEnds, store.SendAsync, given.Token));
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(1, 0)]
    public void Constructor_LimitBelowOne_Throws(int group, int batch) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new FaultIsolator(new() { Group = group, Batch = batch }));

    private static void AssertFound(bool[] poison, ReadOnlyMemory<byte> batch, BatchOutcome outcome)
    {
        Assert.Equal(poison.Contains(true) ? BatchFate.CommittedExceptPoison : BatchFate.Committed, outcome.Fate);
        Assert.Equal(
            Enumerable.Range(0, poison.Length).Where(point => poison[point]),
            outcome.Refused.Select(static point => point.Index));
        foreach (var point in outcome.Refused)
        {
            var line = StoreSamples.Text(batch.Slice(point.Offset, point.Length));
            Assert.StartsWith("BAD", line, StringComparison.Ordinal);
            Assert.Single(line, '\n');
            Assert.EndsWith("\n", line, StringComparison.Ordinal);
        }
    }

    private static ReadOnlyMemory<byte>[] Batches(bool[][] group) =>
        [.. group.Select(static (batch, index) => StoreSamples.Bytes(string.Concat(batch.Select((poison, point) => $"{Line(poison, index, point)}\n"))))];

    private static IEnumerable<string> Good(bool[][] group) =>
        group.SelectMany(static (batch, index) => batch.Select((poison, point) => (poison, index, point)))
            .Where(static point => !point.poison)
            .Select(static point => Line(poison: false, point.index, point.point));

    private static string Line(bool poison, int batch, int point) => poison ? $"BAD {batch} {point}" : $"m,b={batch} v=1 {point}";

    /// <summary>A store that refuses lines beginning with BAD; it keeps the good lines beside them, as InfluxDB does, or none.</summary>
    private sealed class LineStore(bool keepsGoodLines)
    {
        public static readonly WriteAnswer Refused = new(new(WriteClass.DataFault, "unable to parse"), 400);

        public List<string> Kept { get; } = [];

        public int Requests { get; private set; }

        public Task<WriteAnswer> SendAsync(IReadOnlyList<ReadOnlyMemory<byte>> pieces, CancellationToken ct)
        {
            ct.ThrowIfCancellationRequested();
            Requests++;
            var lines = StoreSamples.Text(pieces).Split('\n', StringSplitOptions.RemoveEmptyEntries);
            var good = lines.Where(static line => !line.StartsWith("BAD", StringComparison.Ordinal)).ToList();
            var clean = good.Count == lines.Length;
            if (clean || keepsGoodLines)
                Kept.AddRange(good);
            return Task.FromResult(clean ? WriteAnswer.NoContent : Refused);
        }
    }
}

using System.Text;

using FsCheck;
using FsCheck.Fluent;

using Holdfast.Standalone.Embedded;
using Holdfast.Standalone.Embedded.Engine;

namespace Holdfast.Standalone.Tests.Embedded;

public sealed class EmbeddedStoreTests
{
    private const string Nothing = """{"results":[{"statement_id":0}]}""";

    [Fact]
    public async Task Write_SameSeriesAndTime_MergesFieldsAndLastWins()
    {
        await using var fixture = await StoreFixture.OpenAsync();
        await fixture.PutAsync("m,a=1,b=2 x=1,y=1i 10");
        await fixture.PutAsync("m,b=2,a=1 y=2i,z=\"t\" 10\nm,a=1,b=2 x=3 10");
        Assert.Equal("""[[10,3,2,"t"]]""", await fixture.RowsAsync("SELECT x, y, z FROM m"));
        Assert.Equal("""[["m,a=1,b=2"]]""", await fixture.RowsAsync("SHOW SERIES"));
    }

    [Fact]
    public async Task Write_EveryType_ComesBack()
    {
        await using var fixture = await StoreFixture.OpenAsync();
        await fixture.PutAsync("m f=-1.5e300,i=-9223372036854775808i,u=18446744073709551615u,t=T,n=f,s=\"a\\\"b\\\\c, d=é\" -5");
        Assert.Equal("""[[-5,-1.5E+300,-9223372036854775808,false,"a\"b\\c, d=é",true,18446744073709551615]]""", await fixture.RowsAsync("SELECT * FROM m"));
        Assert.Equal(
            """[["f","float"],["i","integer"],["n","boolean"],["s","string"],["t","boolean"],["u","unsigned"]]""", await fixture.RowsAsync("SHOW FIELD KEYS"));
    }

    [Fact]
    public async Task Write_WithoutTimestamp_IsStampedByTheStoresClock()
    {
        await using var fixture = await StoreFixture.OpenAsync();
        await fixture.PutAsync("m v=1");
        Assert.Equal($"[[{fixture.Time.Nanoseconds},1]]", await fixture.RowsAsync("SELECT v FROM m"));
    }

    [Theory]
    [InlineData("m v=1 1\nm v=\"s\" 2\nm v=2 3", "partial write: field type conflict: input field \"v\" on measurement \"m\" is type string, already exists as type float dropped=1", 2)]
    [InlineData("m v=1 1\nm v=2i 2\nm v=true 3", "partial write: field type conflict: input field \"v\" on measurement \"m\" is type integer, already exists as type float dropped=2", 1)]
    [InlineData("nonsense\nm v=1 1", "partial write: unable to parse 'nonsense': missing fields dropped=0", 1)]
    [InlineData("nonsense", "unable to parse 'nonsense': missing fields", 0)]
    [InlineData("m,time=x v=1 1\nm v=1 1", "partial write: invalid tag key: input tag \"time\" on measurement \"m\" is invalid dropped=1", 1)]
    [InlineData("m time=1 1\nm v=1,time=2 1", "partial write: invalid field name: input field \"time\" on measurement \"m\" is invalid dropped=1", 1)]
    [InlineData("nonsense\nm v=1 1\nm v=1i 1", "partial write: field type conflict: input field \"v\" on measurement \"m\" is type integer, already exists as type float dropped=1", 1)]
    public async Task Write_FaultyLines_CostOnlyThemselves(string lines, string message, int stored)
    {
        await using var fixture = await StoreFixture.OpenAsync();
        var outcome = await fixture.WriteAsync(lines);
        Assert.Equal((WriteStatus.Applied, message, stored), (outcome.Status, outcome.Tally.Message(), outcome.Tally.Stored));
        Assert.Equal(stored == 0 ? Nothing : $"[[0,{stored}]]", await fixture.RowsAsync("SELECT count(v) FROM m"));
    }

    [Fact]
    public async Task Write_WholeOrNothingWithFaultyLine_StoresNothing()
    {
        await using var fixture = await StoreFixture.OpenAsync();
        var outcome = await fixture.WriteAsync("m v=1 1\nnonsense\nm v=2 2", whole: true);
        Assert.Equal((WriteStatus.Refused, "unable to parse 'nonsense': missing fields"), (outcome.Status, outcome.Tally.ParseErrors));
        Assert.Equal(Nothing, await fixture.QueryAsync("SELECT * FROM m"));
    }

    [Fact]
    public async Task Write_ManyUnparsableLines_MessageIsBounded()
    {
        await using var fixture = await StoreFixture.OpenAsync();
        var outcome = await fixture.WriteAsync(string.Join('\n', Enumerable.Repeat(new string('x', 10_000), 1_000)));
        Assert.Equal(1_000, outcome.Tally.Unparsable);
        Assert.InRange(outcome.Tally.ParseErrors.Length, WriteTally.ParseErrorTextLimit, WriteTally.ParseErrorTextLimit + 2 * WriteTally.LineTextLimit);
    }

    [Fact]
    public async Task Write_AtTheRetentionsEdge_TakesWhatIsNotOlder()
    {
        await using var fixture = await StoreFixture.OpenAsync(new EmbeddedStoreOptions { Buckets = [new("b", TimeSpan.FromHours(1))] });
        var edge = fixture.Time.Nanoseconds - 3_600_000_000_000;
        var outcome = await fixture.WriteAsync($"m v=1 {edge - 1}\nm v=2 {edge}\nm v=3 {edge + 1}");
        Assert.Equal("partial write: points beyond retention policy dropped=1", outcome.Tally.Message());
        Assert.Equal($"[[{edge},2],[{edge + 1},3]]", await fixture.RowsAsync("SELECT v FROM m"));
    }

    [Fact]
    public async Task Retention_TimePasses_HidesAtOnceAndRemovesLater()
    {
        await using var fixture = await StoreFixture.OpenAsync(new EmbeddedStoreOptions { Buckets = [new("b", TimeSpan.FromHours(1))] });
        var empty = fixture.Store.MemoryBytes;
        await fixture.PutAsync($"m v=1 {fixture.Time.Nanoseconds}\nm v=2 {fixture.Time.Nanoseconds + 30_000_000_000}\nn v=1 {fixture.Time.Nanoseconds}");
        var held = fixture.Store.MemoryBytes;

        fixture.Time.Advance(TimeSpan.FromHours(1) + TimeSpan.FromSeconds(1));
        Assert.Equal("""[[0,1]]""", await fixture.RowsAsync("SELECT count(v) FROM m"));
        fixture.Time.Advance(EmbeddedStore.RemovalInterval);
        Assert.Equal(Nothing, await fixture.QueryAsync("SHOW MEASUREMENTS"));
        Assert.Equal(empty, fixture.Store.MemoryBytes);
        Assert.True(held > empty);

        // The type is forgotten with the last point, as InfluxDB forgets it with the shard.
        await fixture.PutAsync("m v=\"text\"");
    }

    [Fact]
    public async Task Write_MemoryFull_IsRefusedUntilThereIsRoom()
    {
        await using var fixture = await StoreFixture.OpenAsync(
            new EmbeddedStoreOptions { MaxMemoryBytes = 4_000, Buckets = [new("b", TimeSpan.Zero)] });
        await fixture.PutAsync("m v=1 1");
        var room = 4_000 - (int)fixture.Store.MemoryBytes;
        Assert.Equal(WriteStatus.Full, (await fixture.WriteAsync("m v=2 1".PadRight(room + 1))).Status);
        Assert.Equal(WriteStatus.Applied, (await fixture.WriteAsync("m v=2 1".PadRight(room))).Status);
        Assert.Equal(WriteStatus.Applied, (await fixture.WriteAsync("m v=3 1".PadRight(room - 1))).Status);
        for (var i = 0; fixture.Store.MemoryBytes < 3_990; i++) Assert.NotEqual(WriteStatus.JournalFailed, (await fixture.WriteAsync($"m,t={i} v=3 1")).Status);

        var refused = await fixture.WriteAsync("m v=4 1");
        Assert.Equal(WriteStatus.Full, refused.Status);
        Assert.StartsWith("cache-max-memory-size exceeded: (", refused.Detail);
        await fixture.QueryAsync("DROP MEASUREMENT m");
        await fixture.PutAsync("m v=4 1");
    }

    [Theory]
    [InlineData("nope", null, WriteStatus.DatabaseMissing)]
    [InlineData("b", "norp", WriteStatus.PolicyMissing)]
    [InlineData("b", "", WriteStatus.Applied)]
    [InlineData("b", "autogen", WriteStatus.Applied)]
    public async Task Write_ToAPolicy_FindsIt(string database, string? policy, object status)
    {
        await using var fixture = await StoreFixture.OpenAsync();
        Assert.Equal(status, (await fixture.WriteAsync("m v=1 1", database, policy)).Status);
    }

    [Fact]
    public async Task Buckets_WithPolicyInTheName_AreSeparate()
    {
        await using var fixture = await StoreFixture.OpenAsync(
            new EmbeddedStoreOptions { Buckets = [new("b", TimeSpan.Zero), new("b/rp", TimeSpan.FromDays(365))] });
        await fixture.PutAsync($"m v=1 {fixture.Time.Nanoseconds}");
        await fixture.PutAsync($"m v=\"text\" {fixture.Time.Nanoseconds}", policy: "rp");
        Assert.Equal($"[[{fixture.Time.Nanoseconds},1]]", await fixture.RowsAsync("SELECT v FROM m"));
        Assert.Equal($"""[[{fixture.Time.Nanoseconds},"text"]]""", await fixture.RowsAsync("SELECT v FROM rp.m"));
    }

    [Fact]
    public async Task Write_ManyPointsInAnyOrder_AreReadInOrder()
    {
        await using var fixture = await StoreFixture.OpenAsync();
        var times = Enumerable.Range(0, 5 * Block.Capacity).Select(i => i * 7919L % (5 * Block.Capacity)).ToArray();
        var lines = new StringBuilder();
        foreach (var time in times) lines.Append($"m v={time}i,w={-time}i {time}\n");
        await fixture.PutAsync(lines.ToString());
        Assert.Equal($"[[0,{times.Length},{times.Max()},{-times.Max()}]]", await fixture.RowsAsync("SELECT count(v), last(v), last(w) FROM m"));
        var expected = string.Join(',', times.Order().Select(time => $"[{time},{time},{-time}]"));
        Assert.Equal($"[{expected}]", await fixture.RowsAsync("SELECT v, w FROM m"));
        Assert.Equal("[[1030,1030],[1029,1029]]", await fixture.RowsAsync("SELECT v FROM m WHERE time <= 1030 ORDER BY time DESC LIMIT 2"));
    }

    /// <summary>A store does what a dictionary by series, time and field would do, whatever is written and deleted in whatever order.</summary>
    [Fact]
    public void WriteAndDelete_AnyOrder_IsWhatADictionaryHolds()
    {
        var writes = Gen.Choose(0, 3).SelectMany(series => Gen.Choose(0, 3000).SelectMany(
            time => Gen.Choose(0, 2).SelectMany(field => Gen.Choose(0, 99).Select(value => (series, time, field, value, until: -1)))));
        var deletes = Gen.Choose(0, 3).SelectMany(
            series => Gen.Choose(0, 3000).SelectMany(from => Gen.Choose(0, 60).Select(length => (series, from, -1, 0, from + length))));
        var steps = Gen.Frequency((60, writes), (1, deletes)).ListOf(3_000);
        Prop.ForAll(steps.ToArbitrary(), list => MatchesDictionaryAsync(list).GetAwaiter().GetResult()).Check(
            Config.QuickThrowOnFailure.WithMaxTest(15));
    }

    private static async Task<bool> MatchesDictionaryAsync(IEnumerable<(int Series, int Time, int Field, int Value, int Until)> steps)
    {
        await using var fixture = await StoreFixture.OpenAsync();
        var empty = fixture.Store.MemoryBytes;
        Dictionary<(int Series, int Time, int Field), int> model = [];
        foreach (var (series, time, field, value, until) in steps)
        {
            if (until < 0)
            {
                await fixture.PutAsync($"m,s={series} f{field}={value}i {time}");
                model[(series, time, field)] = value;
                continue;
            }

            await fixture.QueryAsync($"DELETE FROM m WHERE s = '{series}' AND time >= {time} AND time <= {until}");
            foreach (var key in model.Keys.Where(key => key.Series == series && key.Time >= time && key.Time <= until).ToArray()) model.Remove(key);
        }

        foreach (var series in Enumerable.Range(0, 4))
        {
            var rows = model.Where(entry => entry.Key.Series == series).GroupBy(entry => entry.Key.Time).OrderBy(row => row.Key).Select(row =>
                $"[{row.Key},{string.Join(',', Enumerable.Range(0, 3).Select(field => model.TryGetValue((series, row.Key, field), out var v) ? $"{v}" : "null"))}]");
            var expected = string.Join(',', rows);
            Assert.Equal(
                expected.Length == 0 ? Nothing : $"[{expected}]", await fixture.RowsAsync($"SELECT f0, f1, f2 FROM m WHERE s = '{series}'"));
        }

        await fixture.QueryAsync("DROP MEASUREMENT m");
        Assert.Equal(empty, fixture.Store.MemoryBytes);
        return true;
    }
}

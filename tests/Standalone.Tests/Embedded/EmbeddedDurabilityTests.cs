using Holdfast.Standalone.Embedded;
using Holdfast.Standalone.Embedded.Engine;
using Holdfast.Standalone.Embedded.Journal;
using Holdfast.Standalone.Tests.Support;

namespace Holdfast.Standalone.Tests.Embedded;

public sealed class EmbeddedDurabilityTests
{
    private const string All = "SELECT * FROM /.*/ GROUP BY *; SHOW SERIES; SHOW FIELD KEYS; SHOW DATABASES; SHOW RETENTION POLICIES; SHOW RETENTION POLICIES ON d";

    [Fact]
    public async Task Open_AfterKill_HasEveryAcknowledgedWrite()
    {
        using var folder = new EmbeddedFolder();
        await using var fixture = await StoreFixture.OpenAsync(folder);
        await FillAsync(fixture);
        using var left = folder.Copy();
        await using var again = await StoreFixture.OpenAsync(left);
        Assert.Equal(await fixture.QueryAsync(All), await again.QueryAsync(All));
    }

    [Fact]
    public async Task Open_AfterConcurrentWritesAndKill_HasAllOfThem()
    {
        using var folder = new EmbeddedFolder();
        await using var fixture = await StoreFixture.OpenAsync(folder);
        await Task.WhenAll(Enumerable.Range(0, 200).Select(i => fixture.PutAsync($"m,w={i % 7} v={i}i {i / 7}\nshared v={i}i 1")));
        using var left = folder.Copy();
        await using var again = await StoreFixture.OpenAsync(left);
        Assert.Equal("[[0,200]]", await again.RowsAsync("SELECT count(v) FROM m"));

        // Whoever was last in memory is last in the journal too.
        Assert.Equal(await fixture.RowsAsync("SELECT v FROM shared"), await again.RowsAsync("SELECT v FROM shared"));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(20)]
    public async Task Open_TornTail_KeepsWhatWasWholeAndWritesOn(int torn)
    {
        using var folder = new EmbeddedFolder();
        await using (var fixture = await StoreFixture.OpenAsync(folder))
        {
            await fixture.PutAsync("m v=1 1");
            await fixture.PutAsync("m v=2 2");
        }

        var log = Directory.EnumerateFiles(Path.Combine(folder.Path, "log"), "*.log").Single();
        await using (var file = File.OpenWrite(log)) file.SetLength(file.Length - torn);
        await using (var fixture = await StoreFixture.OpenAsync(folder))
        {
            Assert.Equal("[[1,1]]", await fixture.RowsAsync("SELECT v FROM m"));
            await fixture.PutAsync("m v=3 3");
        }

        await using var last = await StoreFixture.OpenAsync(folder);
        Assert.Equal("[[1,1],[3,3]]", await last.RowsAsync("SELECT v FROM m"));
    }

    [Fact]
    public async Task Open_CorruptRecord_SkipsItAndCounts()
    {
        using var folder = new EmbeddedFolder();
        await using (var fixture = await StoreFixture.OpenAsync(folder))
            for (var i = 1; i <= 3; i++) await fixture.PutAsync($"marker{i} v={i} {i}");

        var log = Directory.EnumerateFiles(Path.Combine(folder.Path, "log"), "*.log").Single();
        var bytes = await File.ReadAllBytesAsync(log);
        bytes[bytes.AsSpan().IndexOf("marker2"u8)] ^= 1;
        await File.WriteAllBytesAsync(log, bytes);
        await using var again = await StoreFixture.OpenAsync(folder);
        Assert.Equal("""[["marker1"],["marker3"]]""", await again.RowsAsync("SHOW MEASUREMENTS"));
        Assert.Equal(1, again.Store.JournalHealth!.CorruptRegions);
    }

    [Fact]
    public async Task Compact_ThenKill_HasTheSameContentInLessSpace()
    {
        using var folder = new EmbeddedFolder();
        await using var fixture = await StoreFixture.OpenAsync(folder);
        await FillAsync(fixture);
        for (var i = 0; i < 500; i++) await fixture.PutAsync("cpu,host=a v=1 1");
        var before = fixture.Store.JournalBytes;
        Assert.True((await fixture.Store.CompactAsync()).Succeeded);
        Assert.InRange(fixture.Store.JournalBytes, 1, before / 2);
        await fixture.PutAsync("after v=1 1\ncpu,host=a v=77 1");

        using var left = folder.Copy();
        await using var again = await StoreFixture.OpenAsync(left);
        Assert.Equal(await fixture.QueryAsync(All), await again.QueryAsync(All));
        Assert.Equal("[[1,77]]", await again.RowsAsync("SELECT v FROM cpu WHERE host = 'a'"));
        Assert.True((await again.Store.CompactAsync()).Succeeded);
        Assert.Equal(await fixture.QueryAsync(All), await again.QueryAsync(All));
    }

    [Fact]
    public async Task Open_KilledBetweenSnapshotAndDeletion_IsTheSame()
    {
        using var folder = new EmbeddedFolder();
        await using var fixture = await StoreFixture.OpenAsync(folder);
        await fixture.PutAsync("m v=1 1\nm v=2 2");
        await fixture.QueryAsync("DROP MEASUREMENT m");
        await fixture.PutAsync("m v=\"now a text\" 1");
        using var old = folder.Copy();
        Assert.True((await fixture.Store.CompactAsync()).Succeeded);
        using var left = folder.Copy();
        foreach (var segment in Directory.EnumerateFiles(Path.Combine(old.Path, "log"), "*.log"))
        {
            var target = Path.Combine(left.Path, "log", Path.GetFileName(segment));
            if (!File.Exists(target)) File.Copy(segment, target);
        }

        await using var again = await StoreFixture.OpenAsync(left);
        Assert.Equal(await fixture.QueryAsync(All), await again.QueryAsync(All));
    }

    [Fact]
    public async Task Open_SnapshotHalfWritten_IsIgnored()
    {
        using var folder = new EmbeddedFolder();
        await using (var fixture = await StoreFixture.OpenAsync(folder)) await fixture.PutAsync("m v=1 1");
        await File.WriteAllTextAsync(Path.Combine(folder.Path, "snapshot.new"), "half");
        await using var again = await StoreFixture.OpenAsync(folder);
        Assert.Equal("[[1,1]]", await again.RowsAsync("SELECT v FROM m"));
    }

    [Fact]
    public async Task Open_CorruptSnapshot_SkipsThatAndSaysSo()
    {
        using var folder = new EmbeddedFolder();
        await using (var fixture = await StoreFixture.OpenAsync(folder))
        {
            for (var i = 1; i <= 3; i++) await fixture.PutAsync($"marker{i} v={i} {i}");
            await fixture.Store.CompactAsync();
        }

        var snapshot = Path.Combine(folder.Path, "snapshot");
        var bytes = await File.ReadAllBytesAsync(snapshot);
        bytes[bytes.AsSpan().IndexOf("marker2"u8)] ^= 1;
        await File.WriteAllBytesAsync(snapshot, bytes);
        await using var again = await StoreFixture.OpenAsync(folder);
        Assert.Equal("""[["marker1"],["marker3"]]""", await again.RowsAsync("SHOW MEASUREMENTS"));
        Assert.Contains("snapshot", again.Store.JournalHealth!.LastFault);
    }

    [Fact]
    public async Task Open_RecordOfALaterVersion_FailsAsAValue()
    {
        using var folder = new EmbeddedFolder();
        await using (var fixture = await StoreFixture.OpenAsync(folder)) await fixture.PutAsync("m v=1 1");
        var frame = new RecordWriter((RecordKind)200).ToFrame();
        frame.Seal();
        frame.Stamp(1_000);
        var log = Directory.EnumerateFiles(Path.Combine(folder.Path, "log"), "*.log").Single();
        await using (var file = new FileStream(log, FileMode.Append)) file.Write(frame.Record.Span);
        var opened = await EmbeddedStore.OpenAsync(new EmbeddedStoreOptions { DataPath = folder.Path }, new EmbeddedTime());
        Assert.False(opened.Succeeded);
        Assert.Contains("1 records that a later version wrote", opened.Message);
    }

    [Fact]
    public async Task Write_JournalOutgrowsItsLimit_CompactsByItself()
    {
        using var folder = new EmbeddedFolder();
        var options = new EmbeddedStoreOptions { DataPath = folder.Path, Buckets = [new("b", TimeSpan.Zero)], CompactAboveBytes = 20_000 };
        await using (var fixture = await StoreFixture.OpenAsync(options))
            for (var i = 0; i < 3_000; i++) await fixture.PutAsync($"m v={i}i 1");
        Assert.True(File.Exists(Path.Combine(folder.Path, "snapshot")));
        await using var again = await StoreFixture.OpenAsync(options);
        Assert.Equal("[[1,2999]]", await again.RowsAsync("SELECT v FROM m"));
        Assert.InRange(again.Store.JournalBytes, 1, 100_000);
    }

    [Fact]
    public async Task Write_JournalFull_IsRefused()
    {
        using var folder = new EmbeddedFolder();
        var options = new EmbeddedStoreOptions { DataPath = folder.Path, Buckets = [new("b", TimeSpan.Zero)], MaxJournalBytes = 2_000 };
        await using var fixture = await StoreFixture.OpenAsync(options);
        await fixture.PutAsync("m v=1 1");
        Assert.Equal(WriteStatus.Full, (await fixture.WriteAsync($"m text=\"{new string('x', 2_000)}\" 1")).Status);
        await fixture.PutAsync("m v=2 2");
    }

    [Fact]
    public async Task Open_AfterRetentionWasLengthened_KeepsWhatIsNowYoungEnough()
    {
        using var folder = new EmbeddedFolder();
        var time = new EmbeddedTime();
        await using (var fixture = await StoreFixture.OpenAsync(folder, TimeSpan.FromHours(1), time))
        {
            await fixture.PutAsync($"m v=1 {time.Nanoseconds}");
            await fixture.QueryAsync("ALTER RETENTION POLICY autogen ON b DURATION 30d");
        }

        time.Advance(TimeSpan.FromDays(2));
        await using (var again = await StoreFixture.OpenAsync(folder, TimeSpan.FromHours(1), time))
            Assert.Equal("[[0,1]]", await again.RowsAsync("SELECT count(v) FROM m"));
        time.Advance(TimeSpan.FromDays(30));
        await using var late = await StoreFixture.OpenAsync(folder, TimeSpan.FromHours(1), time);
        Assert.Equal("""{"results":[{"statement_id":0}]}""", await late.QueryAsync("SHOW MEASUREMENTS"));
    }

    [Fact]
    public async Task Open_FolderInUse_FailsAsAValue()
    {
        using var folder = new EmbeddedFolder();
        await using var fixture = await StoreFixture.OpenAsync(folder);
        var second = await EmbeddedStore.OpenAsync(new EmbeddedStoreOptions { DataPath = folder.Path }, fixture.Time);
        Assert.False(second.Succeeded);
        Assert.Contains(folder.Path, second.Message);
    }

    [Fact]
    public async Task Write_WhileCompacting_LosesNothing()
    {
        using var folder = new EmbeddedFolder();
        await using var fixture = await StoreFixture.OpenAsync(folder);
        for (var i = 0; i < 50; i++) await fixture.PutAsync(string.Join('\n', Enumerable.Range(0, 100).Select(j => $"m,s={j} v={i}i {i}")));
        var compaction = fixture.Store.CompactAsync();
        for (var i = 50; i < 150; i++) await fixture.PutAsync(string.Join('\n', Enumerable.Range(0, 100).Select(j => $"m,s={j} v={i}i {i % 60}")));
        Assert.True((await compaction).Succeeded);
        using var left = folder.Copy();
        await using var again = await StoreFixture.OpenAsync(left);
        Assert.Equal(await fixture.QueryAsync(All), await again.QueryAsync(All));
    }

    private static async Task FillAsync(StoreFixture fixture)
    {
        await fixture.PutAsync("cpu,host=a v=1 1\ncpu,host=a w=2i,s=\"t\\\"x\" 1\nodd\\ \\,name,t\\ k=v\\=v f\\ k=1u,b=t 3\ncpu,host=b v=5 9");
        await fixture.QueryAsync("CREATE DATABASE d WITH DURATION 30d NAME \"raw\"; CREATE RETENTION POLICY rp2 ON d DURATION 7d REPLICATION 1 DEFAULT");
        await fixture.QueryAsync("CREATE DATABASE gone; CREATE RETENTION POLICY short ON d DURATION 2h REPLICATION 1; DROP RETENTION POLICY short ON d");
        await fixture.PutAsync($"x v=1 {fixture.Time.Nanoseconds}", "d");
        await fixture.PutAsync("x v=1 1\ny v=1 1", "gone");
        await fixture.QueryAsync("DROP DATABASE gone; ALTER RETENTION POLICY rp2 ON d DURATION 14d");
        await fixture.PutAsync("dropped v=1 1\nholed v=1 1\nholed v=2 2\nholed v=3 3\nholed,t=1 v=2 2");
        await fixture.QueryAsync("DROP MEASUREMENT dropped; DELETE FROM holed WHERE time = 2 AND t = ''");
        await fixture.PutAsync("dropped v=\"another type\" 1");
    }
}

using Holdfast.Pipeline.Breakers;
using Holdfast.Pipeline.Configuration;
using Holdfast.Pipeline.Hosting;
using Holdfast.Pipeline.Ingest;
using Holdfast.Routing.Contracts;
using Holdfast.Routing.LineProtocol;
using Holdfast.Routing.Tiers;

namespace Holdfast.Pipeline.Tests.Hosting;

/// <summary>What a process keeps in its folder beside the log: over a restart, and when the disk refuses.</summary>
public sealed class LearntFieldsTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("holdfast-data-");

    [Fact]
    public async Task SaveAsync_Fails_IsToldAndSavedTheNextTime()
    {
        var obstacle = Directory.CreateDirectory(Path.Combine(_folder.FullName, "schema.ndjson"));
        await using (var data = await OpenAsync())
        {
            var schemas = Schemas();
            var fields = new LearntFields(data.Storage, schemas);
            await fields.LoadAsync();
            Learn(schemas, "m v=1i 1"u8);
            Assert.NotNull(await fields.SaveAsync());
            obstacle.Delete();
            Assert.Null(await fields.SaveAsync());
        }

        await using var again = await OpenAsync();
        var learnt = Schemas();
        Assert.Equal(new(0, null), await new LearntFields(again.Storage, learnt).LoadAsync());
        Assert.False(Admits(learnt, "m v=1.5 1"u8));
        Assert.True(Admits(learnt, "m v=2i 1"u8));
    }

    [Fact]
    public async Task SaveAsync_FieldForgotten_IsNotLearntAgainAfterARestart()
    {
        await using (var data = await OpenAsync())
        {
            var schemas = Schemas();
            var fields = new LearntFields(data.Storage, schemas);
            Learn(schemas, "m v=1i,w=1i 1"u8);
            Assert.Null(await fields.SaveAsync());
            Assert.Equal(2, schemas.All["hot"].Forget("m v=1i,w=1i 1"u8, "\"v\" and \"w\""));
            Learn(schemas, "m w=2.5 1"u8);
            Assert.Null(await fields.SaveAsync());

            // What another instance still keeps is not taken from it again.
            await File.AppendAllTextAsync(Path.Combine(_folder.FullName, "schema.ndjson"), "[\"hot\",\"m\",\"v\",\"Integer\"]\n");
            await fields.LoadAsync();
            Assert.True(Admits(schemas, "m v=1.5 1"u8));
            Assert.Null(await fields.SaveAsync());
        }

        await using var again = await OpenAsync();
        var learnt = Schemas();
        Assert.Equal(new(0, null), await new LearntFields(again.Storage, learnt).LoadAsync());
        Assert.True(Admits(learnt, "m v=2.5,w=2.5 1"u8));
        Assert.False(Admits(learnt, "m w=2i 1"u8));
        Assert.False(Admits(learnt, "m v=2i 1"u8));
    }

    [Fact]
    public async Task LoadAsync_DamagedLines_AreCountedAndTheOthersLearnt()
    {
        await using var data = await OpenAsync();
        await File.WriteAllTextAsync(Path.Combine(_folder.FullName, "schema.ndjson"), "[\"hot\",\"m\",\"v\",\"Integer\"]\n{\n[\"hot\",\"m\"]\n");
        var schemas = Schemas();
        Assert.Equal(new(2, null), await new LearntFields(data.Storage, schemas).LoadAsync());
        Assert.False(Admits(schemas, "m v=1.5 1"u8));
    }

    [Fact]
    public async Task LoadAsync_Again_TakesUpWhatAnotherInstanceSaved()
    {
        await using var data = await OpenAsync();
        var (here, there) = (Schemas(), Schemas());
        var (ours, theirs) = (new LearntFields(data.Storage, here), new LearntFields(data.Storage, there));
        await ours.LoadAsync();
        Learn(there, "m v=1i 1"u8);
        Assert.True(theirs.HasNew());
        Assert.Null(await theirs.SaveAsync());
        Learn(here, "n v=1i 1"u8);
        await ours.LoadAsync();
        Assert.Null(await ours.SaveAsync());
        Assert.False(ours.HasNew());
        Assert.False(Admits(here, "m v=1.5 1"u8));
        Assert.Equal(2, (await File.ReadAllLinesAsync(Path.Combine(_folder.FullName, "schema.ndjson"))).Length);
    }

    [Fact]
    public async Task LoadAsync_CannotBeRead_IsAFault()
    {
        Directory.CreateDirectory(Path.Combine(_folder.FullName, "schema.ndjson"));
        await using var data = await OpenAsync();
        Assert.NotNull((await new LearntFields(data.Storage, Schemas()).LoadAsync()).Fault);
    }

    [Fact]
    public async Task Breakers_SavedAndLoaded_GoOnWhereTheyWere()
    {
        await using var data = await OpenAsync();
        var before = Breakers();
        Assert.True(before.Isolate("s", "by hand"));
        Assert.Null(await new SavedBreakers(data.Storage, before).SaveAsync());
        var after = Breakers();
        Assert.Null(await new SavedBreakers(data.Storage, after).LoadAsync());
        Assert.Equal(before["s"].Snapshot.Mode, after["s"].Snapshot.Mode);
    }

    [Fact]
    public async Task Breakers_Unreadable_AreTold()
    {
        await using var data = await OpenAsync();
        await File.WriteAllTextAsync(Path.Combine(_folder.FullName, "breakers.json"), "{");
        Assert.NotNull(await new SavedBreakers(data.Storage, Breakers()).LoadAsync());
    }

    [Fact]
    public async Task Breakers_CannotBeSaved_IsTold()
    {
        Directory.CreateDirectory(Path.Combine(_folder.FullName, "breakers.json"));
        await using var data = await OpenAsync();
        Assert.NotNull(await new SavedBreakers(data.Storage, Breakers()).SaveAsync());
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private static BreakerRegistry Breakers() => new(["s"], new(), TimeProvider.System, 1);

    private static SchemaRegistry Schemas()
    {
        var store = new StoreDefinition("s", new("http://127.0.0.1:8086"), StoreApi.V2, "");
        var tier = new Tier("hot", "telemetry_hot", TimeSpan.Zero, [new("s", "hot", 0, null)]);
        return new(RoutingTable.Create([store], [tier], out _)!, ContractSet.Empty, new());
    }

    private static void Learn(SchemaRegistry schemas, ReadOnlySpan<byte> line) => Assert.True(Admits(schemas, line));

    private static bool Admits(SchemaRegistry schemas, ReadOnlySpan<byte> line)
    {
        var reader = new LineReader(line, TimestampPrecision.Nanoseconds, 1024);
        Assert.Equal(LineStatus.Point, reader.Read(out var point, out _));
        return schemas.All["hot"].TryAdmit(line, point, out _);
    }

    private async Task<LocalData> OpenAsync()
    {
        var (data, error) = await LocalData.OpenAsync(new DataOptions { Path = _folder.FullName }, TimeProvider.System, CancellationToken.None);
        Assert.True(data is not null, error);
        return data;
    }
}

using Holdfast.Pipeline.Configuration;
using Holdfast.Pipeline.Ingest;
using Holdfast.Routing.Contracts;
using Holdfast.Routing.LineProtocol;
using Holdfast.Routing.Tiers;
using Holdfast.Standalone.Hosting;

namespace Holdfast.Standalone.Tests.Hosting;

public sealed class StandaloneDataTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("holdfast-data-");

    [Fact]
    public async Task SaveLearntAsync_Fails_IsToldAndSavedTheNextTime()
    {
        var obstacle = Directory.CreateDirectory(Path.Combine(_folder.FullName, "schema.ndjson"));
        await using (var data = await OpenAsync())
        {
            var schemas = Schemas();
            await data.LoadLearntAsync(schemas);
            Learn(schemas, "m v=1i 1"u8);
            Assert.NotNull(await data.SaveLearntAsync());
            obstacle.Delete();
            Assert.Null(await data.SaveLearntAsync());
        }

        await using var again = await OpenAsync();
        var learnt = Schemas();
        Assert.Equal(0, await again.LoadLearntAsync(learnt));
        Assert.False(Admits(learnt, "m v=1.5 1"u8));
        Assert.True(Admits(learnt, "m v=2i 1"u8));
    }

    [Fact]
    public async Task SaveBreakersAsync_Fails_IsTold()
    {
        Directory.CreateDirectory(Path.Combine(_folder.FullName, "breakers.json"));
        await using var data = await OpenAsync();
        Assert.NotNull(await data.SaveBreakersAsync("{}"));
    }

    public void Dispose() => _folder.Delete(recursive: true);

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

    private async Task<StandaloneData> OpenAsync()
    {
        var (data, error) = await StandaloneData.OpenAsync(new DataOptions { Path = _folder.FullName }, TimeProvider.System, CancellationToken.None);
        Assert.True(data is not null, error);
        return data;
    }
}

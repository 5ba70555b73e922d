using System.Globalization;
using Holdfast.Pipeline.Configuration;
using Holdfast.Pipeline.Stores;
using Holdfast.Pipeline.Tests.Support;
using Holdfast.Routing.Planning;
using Holdfast.Routing.Tiers;
using Holdfast.Tests.Support;

namespace Holdfast.Pipeline.Tests.Stores;

/// <summary>Against a real InfluxDB 1, whose answers the classification was made for.</summary>
public class LiveInfluxTests
{
    private const long Now = 1_700_000_000_000_000_000;

    [SkippableTheory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task WriteAsync_Pieces_AreAllThere(bool gzip)
    {
        await using var influx = await InfluxProcess.StartAsync();
        await influx.QueryAsync("CREATE DATABASE d");
        using var transport = Transport(influx, out var client, settings => settings with { Gzip = gzip });

        var answer = await client.WriteAsync("d", [Line("m v=1", 1), Line("m v=2", 2), StoreSamples.Bytes($"m v=3 {Now + 3}")], null, CancellationToken.None);

        Assert.Same(WriteAnswer.NoContent, answer);
        var read = await client.QueryAsync("d", "SELECT v FROM m", 10_000, CancellationToken.None);
        Assert.Equal(QueryOutcome.Answered, read.Outcome);
        Assert.Contains($"[[{Now + 1},1],[{Now + 2},2],[{Now + 3},3]]", read.Text, StringComparison.Ordinal);
        Assert.Equal(HealthVerdict.Healthy, (await client.CheckHealthAsync(TimeSpan.FromSeconds(30), CancellationToken.None)).Verdict);
    }

    [SkippableFact]
    public async Task IsolateAsync_TypeConflictsAndGarbageInAGroup_FindsExactlyThePoison()
    {
        await using var influx = await InfluxProcess.StartAsync();
        await influx.QueryAsync("CREATE DATABASE d");
        using var transport = Transport(influx, out var client);
        await client.WriteAsync("d", [Line("m v=1", 0)], null, CancellationToken.None);
        ReadOnlyMemory<byte>[] batches =
        [
            Batch(1, 100),
            Batch(101, 200, poison: "m v=\"text\"", at: 150),
            Batch(201, 300),
            Batch(301, 400, poison: "garbage line", at: 301),
        ];

        var first = await client.WriteAsync("d", batches, null, CancellationToken.None);
        var outcomes = await new FaultIsolator(new()).IsolateAsync(
            batches, first, StoreSamples.LineEnds, (pieces, ct) => client.WriteAsync("d", pieces, null, ct), CancellationToken.None);

        Assert.Equal((WriteClass.DataFault, 400), (first.Verdict.Class, first.Status));
        Assert.Equal(
            [BatchFate.Committed, BatchFate.CommittedExceptPoison, BatchFate.Committed, BatchFate.CommittedExceptPoison],
            outcomes.Select(static outcome => outcome.Fate));
        var conflict = Assert.Single(outcomes[1].Refused);
        Assert.Equal(49, conflict.Index);
        Assert.Equal($"m v=\"text\" {Now + 150}\n", StoreSamples.Text(batches[1].Slice(conflict.Offset, conflict.Length)));
        Assert.Contains("field type conflict", conflict.Verdict.Message, StringComparison.Ordinal);
        var garbage = Assert.Single(outcomes[3].Refused);
        Assert.Equal((0, 0), (garbage.Index, garbage.Offset));
        Assert.Contains("unable to parse", garbage.Verdict.Message, StringComparison.Ordinal);
        Assert.Contains(",399]]", await influx.QueryAsync("SELECT count(v) FROM m", "d"), StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task IsolateAsync_BodyAboveTheStoresLimit_IsSplitAndStored()
    {
        await using var influx = await InfluxProcess.StartAsync("  max-body-size = 4000");
        await influx.QueryAsync("CREATE DATABASE d");
        using var transport = Transport(influx, out var client);
        ReadOnlyMemory<byte>[] batches = [Batch(1, 500), StoreSamples.Bytes($"m s=\"{new string('x', 4000)}\" {Now}\nm v=1 {Now + 501}\n")];

        var first = await client.WriteAsync("d", batches, null, CancellationToken.None);
        var outcomes = await new FaultIsolator(new()).IsolateAsync(
            batches, first, StoreSamples.LineEnds, (pieces, ct) => client.WriteAsync("d", pieces, null, ct), CancellationToken.None);

        Assert.Equal(WriteClass.TooLarge, first.Verdict.Class);
        Assert.Equal(BatchFate.Committed, outcomes[0].Fate);
        Assert.Equal((0, WriteClass.TooLarge), (Assert.Single(outcomes[1].Refused).Index, outcomes[1].Refused[0].Verdict.Class));
        Assert.Contains(",501]]", await influx.QueryAsync("SELECT count(v) FROM m", "d"), StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task WriteAsync_WhatIsOursToMend_IsMisconfigured()
    {
        await using var influx = await InfluxProcess.StartAsync();
        await influx.QueryAsync("CREATE DATABASE d");
        using var transport = Transport(influx, out var client);
        using var second = Transport(influx, out var wrongDialect, api: StoreApi.V2);

        Assert.Equal(new(new(WriteClass.Misconfigured, "database not found: \"nope\""), 404), await WriteOneAsync(client, "nope"));
        Assert.Equal(new(new(WriteClass.Misconfigured, "retention policy not found: norp"), 500), await WriteOneAsync(client, "d/norp"));
        Assert.Equal(new(new(WriteClass.Misconfigured, "database is required"), 400), await WriteOneAsync(client, ""));
        Assert.Equal((WriteClass.Misconfigured, 404), await WriteOneAsync(wrongDialect, "d") is var answer ? (answer.Verdict.Class, answer.Status) : default);
    }

    [SkippableFact]
    public async Task WriteAsync_WithoutTheRightPassword_IsMisconfiguredAndHidesIt()
    {
        await using var influx = await InfluxProcess.StartAsync("  auth-enabled = true");
        await influx.QueryAsync("CREATE USER me WITH PASSWORD 'right one' WITH ALL PRIVILEGES");
        using var right = Transport(influx, out var client, settings => settings with { Username = "me", Password = "right one" });
        using var wrong = Transport(influx, out var stranger, settings => settings with { Username = "me", Password = "wrong one" });
        using var none = Transport(influx, out var nobody);
        await client.QueryAsync("", "SHOW DATABASES", 10_000, CancellationToken.None);

        Assert.Equal(404, (await WriteOneAsync(client, "d")).Status);
        Assert.Equal(new(new(WriteClass.Misconfigured, "authorization failed"), 401), await WriteOneAsync(stranger, "d"));
        Assert.Equal(new(new(WriteClass.Misconfigured, "unable to parse authentication credentials"), 401), await WriteOneAsync(nobody, "d"));
        Assert.Equal(RetentionAnswerKind.CannotTell, (await nobody.ReadRetentionAsync("d", CancellationToken.None)).Kind);
    }

    [SkippableFact]
    public async Task WriteAsync_OlderThanTheRetention_IsADataFault()
    {
        await using var influx = await InfluxProcess.StartAsync();
        await influx.QueryAsync("CREATE DATABASE d WITH DURATION 1h");
        using var transport = Transport(influx, out var client);

        var answer = await WriteOneAsync(client, "d");

        Assert.Equal(new(new(WriteClass.DataFault, "partial write: points beyond retention policy dropped=1"), 400), answer);
    }

    [SkippableFact]
    public async Task ReadRetentionAsync_RealPolicies_AreRead()
    {
        await using var influx = await InfluxProcess.StartAsync();
        await influx.QueryAsync("CREATE DATABASE \"d b\" WITH DURATION 30d NAME \"raw\"");
        await influx.QueryAsync("CREATE RETENTION POLICY \"all\" ON \"d b\" DURATION INF REPLICATION 1");
        using var transport = Transport(influx, out var client);

        Assert.Equal(RetentionAnswer.Known(TimeSpan.FromDays(30)), await client.ReadRetentionAsync("d b", CancellationToken.None));
        Assert.Equal(RetentionAnswer.Known(TimeSpan.FromDays(30)), await client.ReadRetentionAsync("d b/raw", CancellationToken.None));
        Assert.Equal(RetentionAnswer.Known(TimeSpan.Zero), await client.ReadRetentionAsync("d b/all", CancellationToken.None));
        Assert.Equal(RetentionAnswerKind.NotFound, (await client.ReadRetentionAsync("d b/none", CancellationToken.None)).Kind);
        Assert.Equal(RetentionAnswerKind.NotFound, (await client.ReadRetentionAsync("nope", CancellationToken.None)).Kind);
    }

    [SkippableFact]
    public async Task WriteAsync_StoppedStore_EndsAtTheCallersLimitAndGoesOnLater()
    {
        await using var influx = await InfluxProcess.StartAsync();
        await influx.QueryAsync("CREATE DATABASE d");
        using var transport = Transport(influx, out var client);
        await WriteOneAsync(client, "d");

        influx.Hang();
        using var limit = new CancellationTokenSource(TimeSpan.FromMilliseconds(300), TimeProvider.System);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => client.WriteAsync("d", [Line("m v=7", 7)], null, limit.Token));
        var health = await client.CheckHealthAsync(TimeSpan.FromMilliseconds(300), CancellationToken.None);
        influx.GoOn();

        Assert.Equal(HealthVerdict.Unhealthy, health.Verdict);
        Assert.Same(WriteAnswer.NoContent, await WriteOneAsync(client, "d"));
    }

    [SkippableFact]
    public async Task WriteAsync_KilledStore_IsTransientAndGoesOnAfterItsRestart()
    {
        await using var influx = await InfluxProcess.StartAsync();
        await influx.QueryAsync("CREATE DATABASE d");
        using var transport = Transport(influx, out var client);
        Assert.Same(WriteAnswer.NoContent, await WriteOneAsync(client, "d"));

        await influx.KillAsync();
        var refused = await WriteOneAsync(client, "d");
        var retention = await client.ReadRetentionAsync("d", CancellationToken.None);
        await influx.StartAsync();

        Assert.Equal((WriteClass.Transient, 0), (refused.Verdict.Class, refused.Status));
        Assert.Contains("refused", refused.Verdict.Message, StringComparison.OrdinalIgnoreCase);
        Assert.Equal(RetentionAnswerKind.Unreachable, retention.Kind);
        Assert.Same(WriteAnswer.NoContent, await WriteOneAsync(client, "d"));
    }

    private static Task<WriteAnswer> WriteOneAsync(StoreClient client, string bucket) =>
        client.WriteAsync(bucket, [Line("m v=1", 1)], null, CancellationToken.None);

    private static HttpStoreTransport Transport(
        InfluxProcess influx, out StoreClient client, Func<StoreSettings, StoreSettings>? change = null, StoreApi api = StoreApi.V1)
    {
        var settings = StoreSamples.Settings(api, influx.Url);
        settings = change?.Invoke(settings) ?? settings;
        var transport = new HttpStoreTransport(settings, TimeProvider.System);
        client = new(settings, transport, TimeProvider.System);
        return transport;
    }

    private static ReadOnlyMemory<byte> Line(string point, int offset) =>
        StoreSamples.Bytes(string.Create(CultureInfo.InvariantCulture, $"{point} {Now + offset}\n"));

    private static ReadOnlyMemory<byte> Batch(int from, int to, string poison = "", int at = 0) => StoreSamples.Bytes(string.Concat(
        Enumerable.Range(from, to - from + 1).Select(point => StoreSamples.Text(Line(point == at ? poison : $"m v={point}", point)))));
}

using Holdfast.Pipeline.Stores;
using Holdfast.Pipeline.Tests.Support;
using Holdfast.Routing.Planning;
using Holdfast.Routing.Tiers;

namespace Holdfast.Pipeline.Tests.Stores;

/// <summary>What stores answer when they are asked for a time to live.</summary>
public class RetentionReadingTests
{
    private const string Policies =
        "{\"results\":[{\"statement_id\":0,\"series\":[{\"columns\":[\"name\",\"duration\",\"shardGroupDuration\",\"replicaN\",\"default\"],"
        + "\"values\":[[\"raw\",\"720h0m0s\",\"24h0m0s\",1,true],[\"all\",\"0s\",\"168h0m0s\",1,false],[\"odd\",\"1y\",\"1h\",1,false]]}]}]}";

    private const string NoDurations =
        "{\"results\":[{\"statement_id\":0,\"series\":[{\"name\":\"databases\",\"columns\":[\"name\"],\"values\":[[\"_internal\"]]}]}]}";

    [Theory]
    [InlineData("x", 200, Policies, RetentionAnswerKind.Known, 30, "")]
    [InlineData("x/raw", 200, Policies, RetentionAnswerKind.Known, 30, "")]
    [InlineData("x/all", 200, Policies, RetentionAnswerKind.Known, 0, "")]
    [InlineData("x/odd", 200, Policies, RetentionAnswerKind.CannotTell, 0, "the store answers the duration '1y'")]
    [InlineData("x/Raw", 200, Policies, RetentionAnswerKind.NotFound, 0, "database 'x' has no retention policy 'Raw'")]
    [InlineData("x", 200, "{\"results\":[{\"error\":\"database not found: x\"}]}", RetentionAnswerKind.NotFound, 0, "database not found: x")]
    [InlineData("x", 200, NoDurations, RetentionAnswerKind.CannotTell, 0, "the store answers without durations")]
    [InlineData("x", 200, "{\"results\":[]}", RetentionAnswerKind.CannotTell, 0, "the store answers something else than a list of times to live")]
    [InlineData("x", 200, "[1]", RetentionAnswerKind.CannotTell, 0, "the store answers something else than a list of times to live")]
    [InlineData("x", 204, "", RetentionAnswerKind.CannotTell, 0, "the store answers something else than a list of times to live")]
    [InlineData("x", 401, "{\"error\":\"authorization failed\"}", RetentionAnswerKind.CannotTell, 0, "authorization failed")]
    [InlineData("x", 503, "", RetentionAnswerKind.Unreachable, 0, "HTTP 503 without a message")]
    public async Task ReadRetentionAsync_V1_ReadsThePolicies(string bucket, int status, string body, RetentionAnswerKind kind, int days, string message)
    {
        var transport = new ScriptedTransport(status, body);
        var client = new StoreClient(StoreSamples.Settings(StoreApi.V1), transport, new StoresTimeProvider());

        var answer = await client.ReadRetentionAsync(bucket, CancellationToken.None);

        Assert.Equal(new(kind, TimeSpan.FromDays(days), message), answer);
        Assert.Equal("/query?epoch=ns&q=SHOW%20RETENTION%20POLICIES%20ON%20%22x%22", transport.Requests[0].PathAndQuery);
    }

    [Theory]
    [InlineData(200, "{\"buckets\":[{\"name\":\"hot\",\"retentionRules\":[{\"type\":\"expire\",\"everySeconds\":604800}]}]}", RetentionAnswerKind.Known, 7, "")]
    [InlineData(200, "{\"buckets\":[{\"name\":\"hot\",\"retentionRules\":[]}]}", RetentionAnswerKind.Known, 0, "")]
    [InlineData(200, "{\"buckets\":[{\"name\":\"hot\"}]}", RetentionAnswerKind.Known, 0, "")]
    [InlineData(200, "{\"buckets\":[{\"name\":\"hot\",\"retentionRules\":[{\"everySeconds\":0}]}]}", RetentionAnswerKind.Known, 0, "")]
    [InlineData(200, "{\"buckets\":[{\"name\":\"hot\",\"retentionRules\":[{\"everySeconds\":9223372036854775807}]}]}", RetentionAnswerKind.CannotTell, 0, "the store answers 9223372036854775807 seconds")]
    [InlineData(200, "{\"buckets\":[{\"name\":\"hot\",\"retentionRules\":[{\"everySeconds\":\"7d\"}]}]}", RetentionAnswerKind.CannotTell, 0, "the store answers something else than a list of times to live")]
    [InlineData(200, "{\"buckets\":[{\"name\":\"hotter\"}]}", RetentionAnswerKind.NotFound, 0, "bucket 'hot' does not exist")]
    [InlineData(200, "{\"buckets\":[]}", RetentionAnswerKind.NotFound, 0, "bucket 'hot' does not exist")]
    [InlineData(404, "{\"code\":\"not found\",\"message\":\"bucket \\\"hot\\\" not found\"}", RetentionAnswerKind.NotFound, 0, "bucket \"hot\" not found")]
    [InlineData(404, "{\"code\":\"not found\",\"message\":\"organization name \\\"o\\\" not found\"}", RetentionAnswerKind.CannotTell, 0, "organization name \"o\" not found")]
    [InlineData(404, "404 page not found\n", RetentionAnswerKind.CannotTell, 0, "HTTP 404: nothing there takes writes of dialect V2, mend Url or Api: 404 page not found")]
    [InlineData(403, "{\"code\":\"forbidden\",\"message\":\"no\"}", RetentionAnswerKind.CannotTell, 0, "no")]
    [InlineData(502, "", RetentionAnswerKind.Unreachable, 0, "HTTP 502 without a message")]
    public async Task ReadRetentionAsync_V2_ReadsTheBucket(int status, string body, RetentionAnswerKind kind, int days, string message)
    {
        var transport = new ScriptedTransport(status, body);
        var client = new StoreClient(StoreSamples.Settings() with { Org = "o" }, transport, new StoresTimeProvider());

        var answer = await client.ReadRetentionAsync("hot", CancellationToken.None);

        Assert.Equal(new(kind, TimeSpan.FromDays(days), message), answer);
        Assert.Equal("/api/v2/buckets?org=o&name=hot", transport.Requests[0].PathAndQuery);
    }

    [Fact]
    public async Task ReadRetentionAsync_Refused_IsUnreachable()
    {
        foreach (var api in Enum.GetValues<StoreApi>())
        {
            var client = new StoreClient(
                StoreSamples.Settings(api), new ScriptedTransport(_ => StoreResponse.Failed(TransportFailureKind.Refused, "refused")), TimeProvider.System);

            Assert.Equal(RetentionAnswer.Unreachable("refused"), await client.ReadRetentionAsync("hot", CancellationToken.None));
        }
    }

    [Theory]
    [InlineData("0s", 0L)]
    [InlineData("0", 0L)]
    [InlineData("168h0m0s", 7 * TimeSpan.TicksPerDay)]
    [InlineData("1h30m1.5s", (90 * TimeSpan.TicksPerMinute) + 15_000_000L)]
    [InlineData("1m1ms1us100ns", TimeSpan.TicksPerMinute + 10_011L)]
    [InlineData("2µs", 20L)]
    [InlineData("99ns", 0L)]
    [InlineData("256204778h48m5.4775807s", long.MaxValue)]
    public void TryParseDuration_AsGoWritesIt_IsRead(string text, long ticks)
    {
        Assert.True(InfluxQl.TryParseDuration(text, out var duration));
        Assert.Equal(ticks, duration.Ticks);
    }

    [Theory]
    [InlineData("")]
    [InlineData("1")]
    [InlineData("s")]
    [InlineData("-1s")]
    [InlineData("1d")]
    [InlineData("1.2.3s")]
    [InlineData(".s")]
    [InlineData("1h 2m")]
    [InlineData("INF")]
    [InlineData("256204778h48m5.4775808s")]
    [InlineData("99999999999999999999999999999999999999h")]
    public void TryParseDuration_AnythingElse_IsNot(string text) => Assert.False(InfluxQl.TryParseDuration(text, out _));

    [Theory]
    [InlineData("cpu", "\"cpu\"")]
    [InlineData("a\"b\\c\nd", "\"a\\\"b\\\\c\\nd\"")]
    public void Identifier_AnyName_IsEscaped(string name, string quoted) => Assert.Equal(quoted, InfluxQl.Identifier(name));
}

using Holdfast.Pipeline.Stores;
using Holdfast.Pipeline.Tests.Support;
using Holdfast.Routing.Planning;
using Holdfast.Routing.Tiers;

namespace Holdfast.Pipeline.Tests.Stores;

public class StoreClientTests
{
    private readonly StoresTimeProvider _time = new();

    [Theory]
    [InlineData(StoreApi.V2, "", "telemetry_hot", "/api/v2/write?bucket=telemetry_hot&precision=ns")]
    [InlineData(StoreApi.V2, "my org", "a/b&c", "/api/v2/write?org=my%20org&bucket=a%2Fb%26c&precision=ns")]
    [InlineData(StoreApi.V1, "", "telemetry", "/write?db=telemetry&precision=ns")]
    [InlineData(StoreApi.V1, "ignored", "telemetry/raw", "/write?db=telemetry&rp=raw&precision=ns")]
    [InlineData(StoreApi.V1, "", "d b/r/p", "/write?db=d%20b&rp=r%2Fp&precision=ns")]
    public async Task WriteAsync_Dialect_SetsTheAddress(StoreApi api, string org, string bucket, string expected)
    {
        var transport = new ScriptedTransport(204);
        var client = new StoreClient(StoreSamples.Settings(api) with { Org = org }, transport, _time);

        for (var attempt = 0; attempt < 2; attempt++)
        {
            var answer = await client.WriteAsync(bucket, [StoreSamples.Bytes("a v=1 1\n")], "trace", CancellationToken.None);
            Assert.Same(WriteAnswer.NoContent, answer);
        }

        Assert.All(transport.Requests, request => Assert.Equal((HttpMethod.Post, expected, "trace"), (request.Method, request.PathAndQuery, request.Trace.Parent)));
        Assert.Same(transport.Requests[0].PathAndQuery, transport.Requests[1].PathAndQuery);
    }

    [Theory]
    [InlineData("a v=1 1\n|b v=1 1\n", true)]
    [InlineData("a v=1 1\n|b v=1 1", true)]
    [InlineData("a v=1 1|b v=1 1\n", false)]
    [InlineData("a v=1 1|b v=1 1|", false)]
    public async Task WriteAsync_PiecesWithoutNewline_AreSeparated(string lines, bool untouched)
    {
        var transport = new ScriptedTransport(204);
        var pieces = lines.Split('|').Select(StoreSamples.Bytes).ToArray();

        await new StoreClient(StoreSamples.Settings(), transport, _time).WriteAsync("b", pieces, null, CancellationToken.None);

        Assert.Equal("a v=1 1\nb v=1 1", StoreSamples.Text(transport.Requests[0].Body).TrimEnd('\n'));
        Assert.Equal(untouched, ReferenceEquals(pieces, transport.Requests[0].Body));
    }

    [Theory]
    [InlineData(TransportFailureKind.Refused, WriteClass.Transient)]
    [InlineData(TransportFailureKind.Reset, WriteClass.Transient)]
    [InlineData(TransportFailureKind.Dns, WriteClass.Transient)]
    [InlineData(TransportFailureKind.Tls, WriteClass.Transient)]
    [InlineData(TransportFailureKind.Protocol, WriteClass.Transient)]
    [InlineData(TransportFailureKind.ConnectTimeout, WriteClass.Hung)]
    public async Task WriteAsync_NoAnswer_IsClassedByItsFailure(TransportFailureKind kind, WriteClass expected)
    {
        var client = new StoreClient(StoreSamples.Settings(), new ScriptedTransport(_ => StoreResponse.Failed(kind, "why")), _time);

        var answer = await client.WriteAsync("b", [], null, CancellationToken.None);

        Assert.Equal(new(new(expected, "why"), 0), answer);
    }

    [Fact]
    public async Task WriteAsync_StoreRepeatsOurSecrets_TheyAreHidden()
    {
        var settings = StoreSamples.Settings() with { Token = "tok-12345", Username = "me", Password = "hunter22" };
        var client = new StoreClient(
            settings, new ScriptedTransport(401, "{\"error\":\"bad token tok-12345, or Basic bWU6aHVudGVyMjI= or hunter22\"}"), _time);

        var answer = await client.WriteAsync("b", [], null, CancellationToken.None);

        Assert.Equal("bad token ***, or Basic *** or ***", answer.Verdict.Message);
        Assert.Equal((WriteClass.Misconfigured, 401), (answer.Verdict.Class, answer.Status));
    }

    [Fact]
    public async Task WriteAsync_OnlyTheHeaderTells_IsTheMessage()
    {
        var client = new StoreClient(
            StoreSamples.Settings(StoreApi.V1), new ScriptedTransport(_ => new() { Status = 400, ErrorHeader = "partial write: bad" }), _time);

        Assert.Equal("partial write: bad", (await client.WriteAsync("b", [], null, CancellationToken.None)).Verdict.Message);
    }

    [Fact]
    public async Task WriteAsync_FailurePattern_IsTheStoresFailure()
    {
        var settings = StoreSamples.Settings() with { FailurePatterns = ["CRSMismatch"] };
        var client = new StoreClient(settings, new ScriptedTransport(422, "CRSMismatch: 4326"), _time);

        Assert.Equal(WriteClass.Transient, (await client.WriteAsync("b", [], null, CancellationToken.None)).Verdict.Class);
    }

    [Fact]
    public async Task WriteAsync_CallersLimit_IsThrown()
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromMilliseconds(500), _time);
        var client = new StoreClient(StoreSamples.Settings(), new ScriptedTransport((_, ct) => ScriptedTransport.HangAsync(ct)), _time);

        var writing = client.WriteAsync("b", [], null, limit.Token);
        _time.Advance(TimeSpan.FromMilliseconds(499));
        Assert.False(writing.IsCompleted);
        _time.Advance(TimeSpan.FromMilliseconds(1));

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => writing);
    }

    [Theory]
    [InlineData(200, HealthVerdict.Healthy, "")]
    [InlineData(204, HealthVerdict.Healthy, "")]
    [InlineData(299, HealthVerdict.Healthy, "")]
    [InlineData(301, HealthVerdict.Unhealthy, "HTTP 301: redirects are not followed, give the final address")]
    [InlineData(401, HealthVerdict.Unhealthy, "HTTP 401 without a message")]
    [InlineData(503, HealthVerdict.Unhealthy, "HTTP 503 without a message")]
    public async Task CheckHealthAsync_Answer_DecidesByItsStatus(int status, HealthVerdict verdict, string message)
    {
        var transport = new ScriptedTransport(status);
        var client = new StoreClient(StoreSamples.Settings() with { HealthPath = "/health" }, transport, _time);

        Assert.Equal(new(verdict, message), await client.CheckHealthAsync(TimeSpan.FromSeconds(1), CancellationToken.None));
        Assert.Equal((HttpMethod.Get, "/health"), (transport.Requests[0].Method, transport.Requests[0].PathAndQuery));
    }

    [Fact]
    public async Task CheckHealthAsync_Refused_IsUnhealthy()
    {
        var client = new StoreClient(
            StoreSamples.Settings(), new ScriptedTransport(_ => StoreResponse.Failed(TransportFailureKind.Refused, "refused")), _time);

        Assert.Equal(new(HealthVerdict.Unhealthy, "refused"), await client.CheckHealthAsync(TimeSpan.FromSeconds(1), CancellationToken.None));
    }

    [Fact]
    public async Task CheckHealthAsync_NoAnswerInTime_IsUnhealthy()
    {
        var client = new StoreClient(StoreSamples.Settings(), new ScriptedTransport((_, ct) => ScriptedTransport.HangAsync(ct)), _time);

        var checking = client.CheckHealthAsync(TimeSpan.FromSeconds(2), CancellationToken.None);
        _time.Advance(TimeSpan.FromSeconds(2));

        Assert.Equal(new(HealthVerdict.Unhealthy, "no answer within 00:00:02"), await checking);
    }

    [Fact]
    public async Task CheckHealthAsync_GivenUp_IsInconclusive()
    {
        using var given = new CancellationTokenSource();
        var client = new StoreClient(StoreSamples.Settings(), new ScriptedTransport((_, ct) => ScriptedTransport.HangAsync(ct)), _time);

        var checking = client.CheckHealthAsync(TimeSpan.FromSeconds(2), given.Token);
        await given.CancelAsync();

        Assert.Equal(HealthVerdict.Inconclusive, (await checking).Verdict);
    }

    [Theory]
    [InlineData(200, "{\"results\":[{\"series\":[]}]}", QueryOutcome.Answered, "{\"results\":[{\"series\":[]}]}")]
    [InlineData(200, "{\"results\":[{\"error\":\"database not found: y\"}]}", QueryOutcome.Refused, "database not found: y")]
    [InlineData(200, "{\"results\":[{\"error\":\"max-select-point limit exceeded\"}]}", QueryOutcome.Refused, "max-select-point limit exceeded")]
    [InlineData(400, "{\"error\":\"error parsing query\"}", QueryOutcome.Refused, "error parsing query")]
    [InlineData(401, "", QueryOutcome.Refused, "HTTP 401 without a message")]
    [InlineData(500, "", QueryOutcome.Unreachable, "HTTP 500 without a message")]
    [InlineData(429, "", QueryOutcome.Unreachable, "HTTP 429 without a message")]
    public async Task QueryAsync_Answer_IsToldApart(int status, string body, QueryOutcome outcome, string text)
    {
        var transport = new ScriptedTransport(status, body);
        var client = new StoreClient(StoreSamples.Settings(StoreApi.V1), transport, _time);

        Assert.Equal(new(outcome, text), await client.QueryAsync("d/r", "SELECT \"v\" FROM m", 10_000, CancellationToken.None));
        Assert.Equal("/query?db=d&rp=r&epoch=ns&q=SELECT%20%22v%22%20FROM%20m", transport.Requests[0].PathAndQuery);
        Assert.Equal(10_000, transport.Requests[0].MaximumAnswer);
    }

    [Fact]
    public async Task QueryAsync_LargerThanTheBound_IsTooLarge()
    {
        var client = new StoreClient(
            StoreSamples.Settings(StoreApi.V1), new ScriptedTransport(_ => new() { Status = 200, Body = "{\"res", Truncated = true }), _time);

        Assert.Equal(QueryOutcome.TooLarge, (await client.QueryAsync("d", "q", 5, CancellationToken.None)).Outcome);
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => client.QueryAsync("d", "q", 0, CancellationToken.None));
    }
}

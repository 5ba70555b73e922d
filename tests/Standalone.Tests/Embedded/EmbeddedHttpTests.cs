using System.IO.Compression;
using System.Net;
using System.Text;

using Holdfast.Standalone.Embedded;
using Holdfast.Standalone.Embedded.Http;
using Holdfast.Standalone.Tests.Support;

namespace Holdfast.Standalone.Tests.Embedded;

/// <summary>What clients of InfluxDB 1 and 2 rely on, over real sockets.</summary>
public sealed class EmbeddedHttpTests
{
    [Fact]
    public async Task Ping_Always_IsEmptyWithAVersion()
    {
        await using var fixture = await ServerFixture.StartAsync();
        using var answer = await fixture.Client.SendAsync(HttpMethod.Get, "/ping");
        Assert.Equal(HttpStatusCode.NoContent, answer.StatusCode);
        Assert.StartsWith("1.8", Assert.Single(answer.Headers.GetValues("X-Influxdb-Version")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Health_Always_PassesAsInfluxDb2Does()
    {
        await using var fixture = await ServerFixture.StartAsync();
        var (status, body) = await fixture.Client.JsonAsync(HttpMethod.Get, "/health");
        Assert.Equal(200, status);
        Assert.StartsWith("""{"name":"influxdb","message":"ready for queries and writes","status":"pass","checks":[],"version":""", body, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/write?db=telemetry_hot", "m v=1", 204, "")]
    [InlineData("/write?db=telemetry_hot&rp=autogen", "m v=1", 204, "")]
    [InlineData("/write?db=telemetry_hot", "", 204, "")]
    [InlineData("/write", "m v=1", 400, """{"error":"database is required"}""")]
    [InlineData("/write?db=nope", "m v=1", 404, """{"error":"database not found: \"nope\""}""")]
    [InlineData("/write?db=telemetry_hot&rp=norp", "m v=1", 500, """{"error":"retention policy not found: norp"}""")]
    [InlineData("/write?db=telemetry_hot", "m v=1 1", 400, """{"error":"partial write: points beyond retention policy dropped=1"}""")]
    [InlineData("/write?db=telemetry_hot", "garbage", 400, """{"error":"unable to parse 'garbage': missing fields"}""")]
    [InlineData("/write?db=telemetry_hot", "garbage\nm v=1", 400, """{"error":"partial write: unable to parse 'garbage': missing fields dropped=0"}""")]
    [InlineData("/api/v2/write?org=o&bucket=telemetry_hot", "m v=1", 204, "")]
    [InlineData("/api/v2/write?org=o&bucket=telemetry_hot/autogen", "m v=1", 204, "")]
    [InlineData("/api/v2/write?org=o&bucket=x", "m v=1", 404, """{"code":"not found","message":"bucket \"x\" not found"}""")]
    [InlineData("/api/v2/write?org=o&bucket=telemetry_hot/x", "m v=1", 404, """{"code":"not found","message":"bucket \"telemetry_hot/x\" not found"}""")]
    [InlineData("/api/v2/write?org=o", "m v=1", 400, """{"code":"invalid","message":"bucket is required"}""")]
    [InlineData("/api/v2/write?org=o&bucket=telemetry_hot&precision=h", "m v=1", 400, """{"code":"invalid","message":"invalid precision; valid precision units are ns, us, ms, and s"}""")]
    [InlineData("/api/v2/write?org=o&bucket=telemetry_hot", "garbage\nm v=1", 400, """{"code":"invalid","message":"unable to parse 'garbage': missing fields"}""")]
    [InlineData("/api/v2/write?org=o&bucket=telemetry_hot", "m v=1 1", 422, """{"code":"unprocessable entity","message":"failure writing points to database: partial write: points beyond retention policy dropped=1"}""")]
    public async Task Write_ByDialect_IsAnsweredAsTheProductDoes(string path, string lines, int status, string body)
    {
        await using var fixture = await ServerFixture.StartAsync();
        Assert.Equal((status, body), await fixture.Client.WriteAsync(path, lines));
    }

    [Fact]
    public async Task Write_TypeConflict_RepeatsTheErrorInTheHeader()
    {
        await using var fixture = await ServerFixture.StartAsync();
        await fixture.Client.WriteAsync("/write?db=telemetry_hot", "cpu v=1");
        using var answer = await fixture.Client.SendAsync(HttpMethod.Post, "/write?db=telemetry_hot", "cpu v=\"é\"");
        const string error = "partial write: field type conflict: input field \"v\" on measurement \"cpu\" is type string, already exists as type float dropped=1";
        Assert.Equal(error, Assert.Single(answer.Headers.GetValues("X-Influxdb-Error")));
        Assert.Equal($"{{\"error\":\"{error.Replace("\"", "\\\"", StringComparison.Ordinal)}\"}}\n", await answer.Content.ReadAsStringAsync());
    }

    [Theory]
    [InlineData("/write?db=telemetry_hot&precision=", "ns", 1)]
    [InlineData("/write?db=telemetry_hot&precision=", "bogus", 1)]
    [InlineData("/write?db=telemetry_hot&precision=", "u", 1_000)]
    [InlineData("/write?db=telemetry_hot&precision=", "h", 3_600_000_000_000)]
    [InlineData("/api/v2/write?bucket=telemetry_hot&precision=", "us", 1_000)]
    [InlineData("/api/v2/write?bucket=telemetry_hot&precision=", "ms", 1_000_000)]
    [InlineData("/api/v2/write?bucket=telemetry_hot&precision=", "s", 1_000_000_000)]
    public async Task Write_WithPrecision_ScalesTimes(string path, string precision, long factor)
    {
        await using var fixture = await ServerFixture.StartAsync();
        var time = fixture.Time.Nanoseconds / factor;
        Assert.Equal((204, ""), await fixture.Client.WriteAsync(path + precision, $"m v=1 {time}"));
        var (_, body) = await fixture.Client.QueryAsync("SELECT v FROM m", "telemetry_hot", "epoch=ns");
        Assert.Contains($"[[{time * factor},1]]", body, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true, 204)]
    [InlineData(false, 400)]
    public async Task Write_SaysGzip_IsExpandedOrRefused(bool isGzip, int status)
    {
        await using var fixture = await ServerFixture.StartAsync();
        var bytes = Encoding.UTF8.GetBytes(fixture.Line(1));
        using var packed = new MemoryStream();
        if (isGzip) await using (var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true)) await gzip.WriteAsync(bytes);
        else packed.Write(bytes);
        using var http = new HttpClient();
        using var content = new ByteArrayContent(packed.ToArray());
        content.Headers.ContentEncoding.Add("gzip");
        using var answer = await http.PostAsync(new Uri(fixture.Server.Url, "/write?db=telemetry_hot"), content);
        Assert.Equal(status, (int)answer.StatusCode);
        Assert.Equal(isGzip ? 1 : 0, await fixture.CountAsync());
    }

    [Theory]
    [InlineData(-1, false, 204)]
    [InlineData(0, false, 204)]
    [InlineData(1, false, 413)]
    [InlineData(0, true, 204)]
    [InlineData(1, true, 413)]
    public async Task Write_AroundTheBodyLimit_IsTakenUpToIt(int beyond, bool isGzip, int status)
    {
        const int limit = 100_000;
        await using var fixture = await ServerFixture.StartAsync(new EmbeddedStoreOptions { MaxBodyBytes = limit });
        var bytes = Encoding.UTF8.GetBytes(fixture.Line(1).PadRight(limit + beyond));
        using var packed = new MemoryStream();
        await using (var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true)) await gzip.WriteAsync(bytes);
        using var http = new HttpClient();
        using var content = new ByteArrayContent(isGzip ? packed.ToArray() : bytes);
        if (isGzip) content.Headers.ContentEncoding.Add("gzip");
        using var answer = await http.PostAsync(new Uri(fixture.Server.Url, "/write?db=telemetry_hot"), content);
        Assert.Equal(status, (int)answer.StatusCode);
    }

    [Fact]
    public void Bodies_AroundTheBudget_AreTakenUpToIt()
    {
        var budget = new BodyBudget(100);
        Assert.True(budget.TryTake(99));
        Assert.False(budget.TryTake(2));
        Assert.True(budget.TryTake(1));
        Assert.False(budget.TryTake(1));
        budget.Return(1);
        Assert.True(budget.TryTake(1));
    }

    [Fact]
    public async Task Write_StoreFull_Is503WithRetryAfter()
    {
        await using var fixture = await ServerFixture.StartAsync(new EmbeddedStoreOptions { MaxMemoryBytes = 10 });
        using var answer = await fixture.Client.SendAsync(HttpMethod.Post, "/write?db=telemetry_hot", "m v=1234567");
        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
        Assert.NotNull(answer.Headers.RetryAfter);
        Assert.Equal("{\"error\":\"cache-max-memory-size exceeded: (0/10)\"}\n", await answer.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task Query_ChangeByGet_WarnsAndIsDone()
    {
        await using var fixture = await ServerFixture.StartAsync();
        var (_, body) = await fixture.Client.JsonAsync(HttpMethod.Get, "/query?q=CREATE+DATABASE+d");
        Assert.Equal(
            """{"results":[{"statement_id":0,"messages":[{"level":"warning","text":"deprecated use of 'CREATE DATABASE d' in a read only context, please use a POST request instead"}]}]}""",
            body);
        Assert.Equal("""{"results":[{"statement_id":0}]}""", (await fixture.Client.QueryAsync("CREATE DATABASE d")).Body);
        Assert.Contains("""["d"]""", (await fixture.Client.JsonAsync(HttpMethod.Get, "/query?q=SHOW+DATABASES")).Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Query_ManyRows_ComeWholeAndInChunks()
    {
        await using var fixture = await ServerFixture.StartAsync();
        const int count = 25_000;
        var lines = string.Join('\n', Enumerable.Range(0, count).Select(fixture.Line));
        Assert.Equal(204, (await fixture.Client.WriteAsync("/write?db=telemetry_hot", lines)).Status);
        var (_, whole) = await fixture.Client.QueryAsync("SELECT v FROM m", "telemetry_hot", "epoch=ns");
        Assert.Equal(count, whole.Split("],[").Length);
        var (_, chunked) = await fixture.Client.QueryAsync("SELECT v FROM m", "telemetry_hot", "epoch=ns&chunked=true");
        Assert.Equal([10_000, 10_000, 5_000], chunked.Split('\n').Select(chunk => chunk.Split("],[").Length));
        Assert.Equal([true, true, false], chunked.Split('\n').Select(chunk => chunk.Contains("\"partial\":true", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Buckets_Default_AreListedWithTheirTimeToLive()
    {
        await using var fixture = await ServerFixture.StartAsync();
        var (status, body) = await fixture.Client.JsonAsync(HttpMethod.Get, "/api/v2/buckets?org=o&name=telemetry_hot");
        Assert.Equal(200, status);
        Assert.Contains("\"type\":\"user\",\"name\":\"telemetry_hot\",\"retentionRules\":[{\"type\":\"expire\",\"everySeconds\":604800,", body, StringComparison.Ordinal);
        (_, body) = await fixture.Client.JsonAsync(HttpMethod.Get, "/api/v2/buckets");
        foreach (var seconds in new[] { 604_800, 2_592_000, 31_536_000 }) Assert.Contains($"\"everySeconds\":{seconds},", body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Buckets_CreatedChangedDeleted_AreWhatWasAsked()
    {
        await using var fixture = await ServerFixture.StartAsync();
        const string path = "/api/v2/buckets";
        var (status, body) = await fixture.Client.JsonAsync(HttpMethod.Post, path, """{"orgID":"1","name":"n","retentionRules":[{"type":"expire","everySeconds":7200}]}""");
        Assert.Equal(201, status);
        Assert.Contains("\"everySeconds\":7200,", body, StringComparison.Ordinal);
        Assert.Equal(422, (await fixture.Client.JsonAsync(HttpMethod.Post, path, """{"name":"n"}""")).Status);
        Assert.Equal(201, (await fixture.Client.JsonAsync(HttpMethod.Post, path, """{"name":"n/rp","retentionRules":[]}""")).Status);

        var id = body[7..23];
        (status, body) = await fixture.Client.JsonAsync(HttpMethod.Patch, $"{path}/{id}", """{"retentionRules":[{"type":"expire","everySeconds":86400}]}""");
        Assert.Equal(200, status);
        Assert.Contains("\"everySeconds\":86400,", body, StringComparison.Ordinal);
        Assert.Contains("""["autogen","24h0m0s","1h0m0s",1,true],["rp","0s","168h0m0s",1,false]""", (await fixture.Client.QueryAsync("SHOW RETENTION POLICIES ON n")).Body, StringComparison.Ordinal);
        Assert.Equal(204, (await fixture.Client.WriteAsync($"/api/v2/write?bucket={id}", "m v=1")).Status);
        Assert.Equal(422, (await fixture.Client.JsonAsync(HttpMethod.Patch, $"{path}/{id}", """{"retentionRules":[{"everySeconds":60}]}""")).Status);
        Assert.Contains("\"retentionRules\":[]", (await fixture.Client.JsonAsync(HttpMethod.Patch, $"{path}/{id}", """{"retentionRules":[]}""")).Body, StringComparison.Ordinal);

        Assert.Equal(204, (await fixture.Client.JsonAsync(HttpMethod.Delete, $"{path}/{id}")).Status);
        Assert.Equal((404, """{"code":"not found","message":"bucket not found"}"""), await fixture.Client.JsonAsync(HttpMethod.Get, $"{path}/{id}"));
        Assert.Equal((404, """{"code":"not found","message":"bucket \"n\" not found"}"""), await fixture.Client.JsonAsync(HttpMethod.Get, $"{path}?org=o&name=n"));
        Assert.Contains("\"buckets\":[]", (await fixture.Client.JsonAsync(HttpMethod.Get, $"{path}?name=n")).Body, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{")]
    [InlineData("{}")]
    [InlineData("""{"name":"n","retentionRules":[{}]}""")]
    [InlineData("""{"name":"n","retentionRules":[{"everySeconds":-1}]}""")]
    [InlineData("""{"name":5}""")]
    public async Task Buckets_MalformedBody_Is400(string json)
    {
        await using var fixture = await ServerFixture.StartAsync();
        Assert.Equal(400, (await fixture.Client.JsonAsync(HttpMethod.Post, "/api/v2/buckets", json)).Status);
    }

    [Fact]
    public async Task Start_SeveralInOneProcess_AreIndependentAndSurviveRestart()
    {
        using var folder = new EmbeddedFolder();
        await using var other = await ServerFixture.StartAsync();
        var options = new EmbeddedStoreOptions { DataPath = folder.Path };
        await using (var fixture = await ServerFixture.StartAsync(options))
        {
            Assert.Equal(204, (await fixture.WriteAsync(1)).Status);
            await fixture.Server.StopAsync(graceful: false);
            await Assert.ThrowsAsync<HttpRequestException>(() => fixture.WriteAsync(2));
            var url = fixture.Server.Url;
            await fixture.Server.ListenAsync();
            Assert.Equal(url, fixture.Server.Url);
            Assert.Equal(204, (await fixture.WriteAsync(3)).Status);
        }

        await using var again = await ServerFixture.StartAsync(options);
        Assert.Equal((2, 0), (await again.CountAsync(), await other.CountAsync()));
    }

    [Theory]
    [InlineData("http://0.0.0.0:0")]
    [InlineData("http://example.com:80")]
    [InlineData("https://127.0.0.1:0")]
    public async Task Start_NotOnLoopback_FailsAsAValue(string url)
    {
        var started = await EmbeddedStoreServer.StartAsync(new EmbeddedStoreOptions(), new Uri(url), new EmbeddedTime());
        Assert.False(started.Succeeded);
        Assert.Contains("loopback", started.Message);
    }

    [Fact]
    public async Task Start_PortTaken_FailsAsAValueAndLetsTheFolderGo()
    {
        using var folder = new EmbeddedFolder();
        await using var fixture = await ServerFixture.StartAsync();
        var options = new EmbeddedStoreOptions { DataPath = folder.Path };
        var second = await EmbeddedStoreServer.StartAsync(options, fixture.Server.Url, fixture.Time);
        Assert.False(second.Succeeded);
        await using var again = await ServerFixture.StartAsync(options);
    }
}

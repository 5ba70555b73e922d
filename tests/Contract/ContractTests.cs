using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;

namespace Holdfast.Tests.Contract;

/// <summary>The outside contract: routes, answers and headers, as a client sees them. The same tests for both heads, which each derive from them.</summary>
public abstract class ContractTests
{
    [Theory]
    [InlineData("/api/v2/write", "bucket=telemetry_hot")]
    [InlineData("/api/v2/write", "org=any&bucket=telemetry_hot&precision=ns")]
    [InlineData("/write", "db=telemetry_hot")]
    [InlineData("/write", "db=telemetry_hot&rp=autogen&precision=n")]
    public async Task Write_EitherDialect_Is204WithHeaders(string path, string query)
    {
        await using var node = await StartAsync();
        using var answer = await node.WriteAsync("m v=1i", query, path);
        Assert.Equal(HttpStatusCode.NoContent, answer.StatusCode);
        Assert.Equal("primary", answer.Headers.GetValues("x-routing-tier").Single());
        Assert.Equal("false", answer.Headers.GetValues("x-fallback-triggered").Single());
        Assert.Equal("none", answer.Headers.GetValues("x-fallback-reason").Single());
        Assert.Single(answer.Headers.GetValues("x-idempotency-key"));
        Assert.Single(answer.Headers.GetValues("x-data-lineage-id"));
        Assert.False(answer.Headers.Contains("x-idempotent-replay"));
    }

    [Fact]
    public async Task Lineage_OfAWrite_IsItsRouteAndAnythingElseIsTold()
    {
        await using var node = await StartAsync();
        using var answer = await node.WriteAsync("m v=1i", headers: ("traceparent", "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"));
        var route = await node.GetAsync($"/ops/lineage/{answer.Headers.GetValues("x-data-lineage-id").Single()}");
        Assert.Equal(
            ("hot", 1, "committed", "primary", "4bf92f3577b34da6a3ce929d0e0e4736", false),
            (route["tier"]!.GetValue<string>(), route["points"]!.GetValue<int>(), route["outcome"]!.GetValue<string>(), route["store"]!.GetValue<string>(),
                route["traceId"]!.GetValue<string>(), route["stillOwed"]!.GetValue<bool>()));
        using var unknown = await node.Http.GetAsync("/ops/lineage/00000000000000ff-1");
        using var malformed = await node.Http.GetAsync("/ops/lineage/none");
        Assert.Equal((HttpStatusCode.NotFound, HttpStatusCode.BadRequest), (unknown.StatusCode, malformed.StatusCode));
    }

    [Fact]
    public async Task Write_SameKeyAgain_IsReplayed()
    {
        await using var node = await StartAsync();
        using var first = await node.WriteAsync("m v=1i 1", headers: ("x-idempotency-key", "abc"));
        using var second = await node.WriteAsync("m v=1i 1", headers: ("x-idempotency-key", "abc"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, first.StatusCode);
        Assert.Equal(first.StatusCode, second.StatusCode);
        Assert.Equal("true", second.Headers.GetValues("x-idempotent-replay").Single());
        Assert.Equal("abc", second.Headers.GetValues("x-idempotency-key").Single());
        Assert.Equal(await first.Content.ReadAsStringAsync(), await second.Content.ReadAsStringAsync());
    }

    [Theory]
    [InlineData("", "m v=1", 400, "bucket is required: add ?bucket=NAME")]
    [InlineData("bucket=nope", "m v=1", 404, "bucket \"nope\" not found: no tier has it")]
    [InlineData("bucket=telemetry_hot&precision=fortnight", "m v=1", 400, "precision is not known: use one of ns, us, ms, s")]
    [InlineData("bucket=telemetry_hot", "m v=1\nbad", 400, "1 of 2 lines rejected, 1 accepted")]
    [InlineData("bucket=telemetry_hot", "m v=1 1", 422, "1 of 1 lines rejected, 0 accepted")]
    public async Task Write_ProducersFault_IsToldAsJson(string query, string lines, int status, string message)
    {
        await using var node = await StartAsync();
        using var answer = await node.WriteAsync(lines, query);
        Assert.Equal(status, (int)answer.StatusCode);
        Assert.Equal("application/json", answer.Content.Headers.ContentType!.MediaType);
        Assert.Equal(message, JsonNode.Parse(await answer.Content.ReadAsStringAsync())!["message"]!.GetValue<string>());
    }

    [Fact]
    public async Task Write_RejectedLines_AreListedWithPositionCodeAndMessage()
    {
        await using var node = await StartAsync();
        using var answer = await node.WriteAsync("m v=1\nm v=abc\n");
        var body = JsonNode.Parse(await answer.Content.ReadAsStringAsync())!;
        Assert.Equal("invalid", body["code"]!.GetValue<string>());
        var line = body["lines"]!.AsArray().Single()!;
        Assert.Equal((2, 5), (line["line"]!.GetValue<int>(), line["column"]!.GetValue<int>()));
        Assert.NotEmpty(line["code"]!.GetValue<string>());
        Assert.NotEmpty(line["message"]!.GetValue<string>());
    }

    [Fact]
    public async Task Write_Gzip_IsExpanded()
    {
        await using var node = await StartAsync();
        using var answer = await PostAsync(node, Gzip("m v=7i"), "gzip");
        Assert.Equal(HttpStatusCode.NoContent, answer.StatusCode);
        Assert.Equal([7], await TestNode.ValuesAsync(node.Primary));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    [InlineData(8)]
    [InlineData(9)]
    [InlineData(60)]
    [InlineData(int.MaxValue)]
    public async Task Write_GzipCutOff_Is400AndNothingIsWritten(int missing)
    {
        await using var node = await StartAsync();
        var whole = Gzip(string.Concat(Enumerable.Range(0, 100).Select(static value => $"m,n={value} v={value}i\n")));
        using var answer = await PostAsync(node, whole[..Math.Max(0, whole.Length - missing)], "gzip");
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Empty(await TestNode.ValuesAsync(node.Primary));
    }

    [Theory]
    [InlineData(2000, 204)]
    [InlineData(2001, 413)]
    public async Task Write_BodyAtTheLimit_IsTakenUpToIt(int bytes, int status)
    {
        await using var node = await StartAsync("--Holdfast:Limits:MaxLineBytes=2000", "--Holdfast:Limits:MaxBodyBytes=2000", "--Holdfast:Limits:MaxExpandedBytes=2000");
        using var plain = await node.WriteAsync(Padded(bytes));
        Assert.Equal(status, (int)plain.StatusCode);
        using var chunked = new HttpRequestMessage(HttpMethod.Post, "/api/v2/write?bucket=telemetry_hot") { Content = new StringContent(Padded(bytes)) };
        chunked.Headers.TransferEncodingChunked = true;
        using var streamed = await node.Http.SendAsync(chunked);
        Assert.Equal(status, (int)streamed.StatusCode);
        using var expanded = await PostAsync(node, Gzip(Padded(bytes)), "gzip");
        Assert.Equal(status, (int)expanded.StatusCode);
    }

    [Theory]
    [InlineData("application/json", null)]
    [InlineData("application/x-protobuf", null)]
    [InlineData("text/plain", "br")]
    public async Task Write_NotText_Is415(string type, string? encoding)
    {
        await using var node = await StartAsync();
        using var content = new ByteArrayContent("m v=1"u8.ToArray());
        content.Headers.ContentType = new MediaTypeHeaderValue(type);
        if (encoding is not null)
            content.Headers.ContentEncoding.Add(encoding);
        using var answer = await node.Http.PostAsync("/api/v2/write?bucket=telemetry_hot", content);
        Assert.Equal(HttpStatusCode.UnsupportedMediaType, answer.StatusCode);
    }

    [Theory]
    [InlineData("text/plain; charset=utf-8")]
    [InlineData("application/x-www-form-urlencoded")]
    [InlineData("application/octet-stream")]
    public async Task Write_TextByAnyName_IsTaken(string type)
    {
        await using var node = await StartAsync();
        using var content = new ByteArrayContent("m v=1"u8.ToArray());
        content.Headers.ContentType = MediaTypeHeaderValue.Parse(type);
        using var answer = await node.Http.PostAsync("/api/v2/write?bucket=telemetry_hot", content);
        Assert.Equal(HttpStatusCode.NoContent, answer.StatusCode);
    }

    [Fact]
    public async Task Write_TooManyRequestsInFlight_Is429WithRetryAfter()
    {
        await using var node = await StartAsync("--Holdfast:Limits:MaxRequests=1");
        TestNode.Fail(node.Primary, new() { Mode = Holdfast.Standalone.Embedded.Faults.FaultMode.Slow, DelayMs = 400 });
        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(value => node.WriteAsync($"m v={value}i")));
        Assert.Contains(answers, static answer => answer.StatusCode == HttpStatusCode.NoContent);
        Assert.Contains(answers, static answer => answer.StatusCode == HttpStatusCode.TooManyRequests && answer.Headers.RetryAfter is not null);
        foreach (var answer in answers)
            answer.Dispose();
    }

    [Fact]
    public async Task Status_Routes_Answer()
    {
        await using var node = await StartAsync();
        using var ping = await node.Http.GetAsync("/ping");
        Assert.Equal((HttpStatusCode.NoContent, true), (ping.StatusCode, ping.Headers.Contains("X-Influxdb-Version")));
        Assert.Equal("pass", (await node.GetAsync("/health"))["status"]!.GetValue<string>());
        Assert.Equal("ready", (await node.GetAsync("/ready"))["status"]!.GetValue<string>());
        using var head = await node.Http.SendAsync(new(HttpMethod.Head, "/ping"));
        Assert.Equal((HttpStatusCode.NoContent, true), (head.StatusCode, head.Headers.Contains("X-Influxdb-Version")));
        using var missing = await node.Http.GetAsync("/nope");
        Assert.Equal(HttpStatusCode.NotFound, missing.StatusCode);
    }

    [Theory]
    [InlineData("GET", "/api/v2/write")]
    [InlineData("GET", "/write")]
    [InlineData("POST", "/metrics")]
    [InlineData("POST", "/ops/stores")]
    [InlineData("GET", "/ops/stores/primary/isolate")]
    [InlineData("GET", "/ops/reconcile")]
    [InlineData("POST", "/ops/lifecycle/telemetry_hot")]
    public async Task Routes_WrongMethod_IsNotFoundOrNotAllowed(string method, string path)
    {
        await using var node = await StartAsync();
        using var answer = await node.Http.SendAsync(new(new HttpMethod(method), path));
        Assert.Contains(answer.StatusCode, (HttpStatusCode[])[HttpStatusCode.NotFound, HttpStatusCode.MethodNotAllowed]);
    }

    [Fact]
    public async Task Operators_Routes_Answer()
    {
        await using var node = await StartAsync("--Holdfast:Reconcile:Timer=false");
        Assert.Equal(2, (await node.GetAsync("/ops/stores"))["stores"]!.AsArray().Count);
        Assert.Equal(2, (await node.GetAsync("/ops/recoveries"))["stores"]!.AsArray().Count);
        Assert.NotNull(await node.GetAsync("/ops/deferred"));
        Assert.Empty((await node.GetAsync("/ops/reconciliations"))["reports"]!.AsArray());
        Assert.False((await node.GetAsync("/ops/lifecycle/telemetry_hot"))["paused"]!.GetValue<bool>());
        using var bucket = await node.Http.GetAsync("/ops/lifecycle/unknown");
        Assert.Equal(HttpStatusCode.NotFound, bucket.StatusCode);
        using var store = await node.Http.PostAsync("/ops/stores/unknown/isolate", null);
        Assert.Equal(HttpStatusCode.NotFound, store.StatusCode);
        using var letter = await node.Http.GetAsync("/ops/deadletters/unknown");
        Assert.Equal(HttpStatusCode.NotFound, letter.StatusCode);
    }

    [Fact]
    public async Task Isolate_AStore_SendsItNothingAndSaysSo()
    {
        await using var node = await StartAsync();
        using var isolated = await node.Http.PostAsync("/ops/stores/primary/isolate?reason=works", null);
        Assert.Equal(HttpStatusCode.OK, isolated.StatusCode);
        using var written = await node.WriteAsync("m v=1i");
        Assert.Equal("secondary", written.Headers.GetValues("x-routing-tier").Single());
        Assert.Equal("breaker_open", written.Headers.GetValues("x-fallback-reason").Single());
        var primary = await node.StoreAsync("primary");
        Assert.Equal(("open", true), (primary["mode"]!.GetValue<string>(), primary["manual"]!.GetValue<bool>()));
        Assert.Equal(1, await node.OwedAsync());
        Assert.Empty(await TestNode.ValuesAsync(node.Primary));
    }

    [Fact]
    public async Task Reconcile_PrimaryLacksWhatTheReplicaHas_IsHealed()
    {
        await using var node = await StartAsync("--Holdfast:Reconcile:Timer=false");
        var then = (DateTimeOffset.UtcNow.ToUnixTimeSeconds() - 600) * 1_000_000_000L;
        using (var straight = new HttpClient())
        {
            using var lines = new StringContent($"m v=3i {then}");
            Assert.Equal(204, (int)(await straight.PostAsync(new Uri(node.Replica.Url, "/api/v2/write?bucket=telemetry_hot"), lines)).StatusCode);
        }

        using var none = new StringContent("");
        using var answer = await node.Http.PostAsync("/ops/reconcile", none);
        Assert.Equal(200, (int)answer.StatusCode);
        Assert.Equal("complete", JsonNode.Parse(await answer.Content.ReadAsStringAsync())!["reports"]![0]!["outcome"]!.GetValue<string>());
        Assert.Equal([3], await TestNode.ValuesAsync(node.Primary));
    }

    [Theory]
    [InlineData("/ops/deadletters/redrive", "{", 400)]
    [InlineData("/ops/deadletters/redrive", "{\"all\":true}", 200)]
    [InlineData("/ops/reconcile", "{", 400)]
    [InlineData("/ops/reconcile", "{\"tier\":\"nope\"}", 404)]
    public async Task Operators_Bodies_AreReadStrictly(string path, string body, int status)
    {
        await using var node = await StartAsync("--Holdfast:Reconcile:Timer=false");
        using var content = new StringContent(body);
        using var answer = await node.Http.PostAsync(path, content);
        Assert.Equal(status, (int)answer.StatusCode);
    }

    [Fact]
    public async Task Metrics_AfterWrites_CountThem()
    {
        await using var node = await StartAsync();
        using var written = await node.WriteAsync("m v=1\nm v=2\nbad");
        var text = await node.Http.GetStringAsync("/metrics");
        Assert.Contains("holdfast_writes_total{", text, StringComparison.Ordinal);
        Assert.Contains("holdfast_lines_rejected_total{code=\"missing_fields\"", text, StringComparison.Ordinal);
        Assert.Contains("holdfast_breaker_state{store=\"primary\"} 0", text, StringComparison.Ordinal);
        Assert.Contains("holdfast_owed_batches{store=\"primary\"} 0", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Tokens_RolesAndBuckets_AreEnforced()
    {
        await using var node = await StartAsync(
            "--Holdfast:Auth:Tokens:0:Token=writer-secret", "--Holdfast:Auth:Tokens:0:Role=Writer", "--Holdfast:Auth:Tokens:0:Buckets:0=telemetry_hot",
            "--Holdfast:Auth:Tokens:1:Token=operator-secret", "--Holdfast:Auth:Tokens:1:Role=Operator",
            "--Holdfast:Auth:Tokens:2:Token=other-secret", "--Holdfast:Auth:Tokens:2:Role=Writer", "--Holdfast:Auth:Tokens:2:Buckets:0=telemetry_cold",
            "--Holdfast:Tiers:cold:Bucket=telemetry_cold", "--Holdfast:Tiers:cold:Retention=365.00:00:00",
            "--Holdfast:Tiers:cold:Targets:0:Store=primary", "--Holdfast:Tiers:cold:Targets:0:Bucket=telemetry_cold");
        Assert.Equal(401, await StatusAsync(node, HttpMethod.Post, "/api/v2/write?bucket=telemetry_hot", null));
        Assert.Equal(401, await StatusAsync(node, HttpMethod.Post, "/api/v2/write?bucket=telemetry_hot", "Token wrong-secret"));
        Assert.Equal(403, await StatusAsync(node, HttpMethod.Post, "/api/v2/write?bucket=telemetry_hot", "Token other-secret"));
        Assert.Equal(204, await StatusAsync(node, HttpMethod.Post, "/api/v2/write?bucket=telemetry_hot", "Token writer-secret"));
        Assert.Equal(204, await StatusAsync(node, HttpMethod.Post, "/api/v2/write?bucket=telemetry_hot", "Bearer operator-secret"));
        Assert.Equal(204, await StatusAsync(node, HttpMethod.Post, "/write?db=telemetry_hot&u=any&p=writer-secret", null));
        Assert.Equal(401, await StatusAsync(node, HttpMethod.Get, "/ops/stores", null));
        Assert.Equal(403, await StatusAsync(node, HttpMethod.Get, "/ops/stores", "Token writer-secret"));
        Assert.Equal(200, await StatusAsync(node, HttpMethod.Get, "/ops/stores", "Token operator-secret"));
        Assert.Equal(401, await StatusAsync(node, HttpMethod.Get, "/metrics", null));
        Assert.Equal(204, await StatusAsync(node, HttpMethod.Get, "/ping", null));
    }

    [Fact]
    public async Task DeadLetters_Routes_ListShowAndPurge()
    {
        await using var node = await StartAsync();
        using var written = await node.WriteAsync("bad one\nm,x v=1");
        var list = await node.GetAsync("/ops/deadletters");
        Assert.Equal((2, 2), (list["total"]!.GetValue<int>(), list["letters"]!.AsArray().Count));
        var id = list["letters"]![0]!["id"]!.GetValue<string>();
        var letter = await node.GetAsync($"/ops/deadletters/{id}");
        Assert.Equal(("bad one", "http", 1), (letter["text"]!.GetValue<string>(), letter["source"]!.GetValue<string>(), letter["line"]!.GetValue<int>()));
        var page = await node.GetAsync("/ops/deadletters?limit=1");
        Assert.Equal(id, page["next"]!.GetValue<string>());
        using var wrong = await node.Http.PostAsync("/ops/deadletters/purge", new StringContent("""{"alll":true}"""));
        Assert.Equal(HttpStatusCode.BadRequest, wrong.StatusCode);
        using var purged = await node.Http.PostAsync("/ops/deadletters/purge", new StringContent("""{"all":true}"""));
        Assert.Equal("""{"purged":2}""", await purged.Content.ReadAsStringAsync());
        Assert.Equal(0, (await node.GetAsync("/ops/deadletters"))["total"]!.GetValue<int>());
    }

    /// <summary>Starts the head that is tested.</summary>
    private protected abstract Task<IRunningHead> StartHeadAsync(IReadOnlyList<string> settings);

    private Task<TestNode> StartAsync(params string[] more) => TestNode.StartAsync(StartHeadAsync, more);

    private static async Task<int> StatusAsync(TestNode node, HttpMethod method, string path, string? authorization)
    {
        using var request = new HttpRequestMessage(method, path);
        if (method == HttpMethod.Post)
            request.Content = new StringContent("m v=1i");
        if (authorization is not null)
            request.Headers.TryAddWithoutValidation("Authorization", authorization);
        using var answer = await node.Http.SendAsync(request);
        return (int)answer.StatusCode;
    }

    private static async Task<HttpResponseMessage> PostAsync(TestNode node, byte[] body, string encoding)
    {
        using var content = new ByteArrayContent(body);
        content.Headers.ContentEncoding.Add(encoding);
        return await node.Http.PostAsync("/api/v2/write?bucket=telemetry_hot", content);
    }

    private static byte[] Gzip(string text)
    {
        using var buffer = new MemoryStream();
        using (var gzip = new GZipStream(buffer, CompressionLevel.Fastest))
            gzip.Write(Encoding.UTF8.GetBytes(text));
        return buffer.ToArray();
    }

    private static string Padded(int bytes) => "m s=\"" + new string('x', bytes - 6) + "\"";
}

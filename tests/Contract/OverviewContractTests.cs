using System.Net;
using System.Text.Json.Nodes;

namespace Holdfast.Tests.Contract;

/// <summary>The operations page and what it asks for, as a browser sees them. The same tests for both heads, which each derive from them.</summary>
public abstract class OverviewContractTests
{
    private const string Operator = "operator-secret-3f1";

    /// <summary>The head's name.</summary>
    private protected abstract string Head { get; }

    /// <summary>Whether it has a stream.</summary>
    private protected abstract bool Streams { get; }

    [Fact]
    public async Task Overview_Shape_IsTheContract()
    {
        await using var node = await StartAsync("--Holdfast:Reconcile:Timer=false");
        using (await node.WriteAsync("m v=1i\nbad"))
        {
            // One of each: a point that is taken, and a line that is not.
        }

        // The letter's sample is read while somebody asks, and traffic is looked at once a second.
        JsonNode? overview = null;
        await TestNode.UntilAsync(async () =>
        {
            overview = await node.GetAsync("/ops/overview");
            return overview["deadLetters"]!["reasons"]!.AsArray() is [{ } reason] && reason["sample"] is not null && overview["tiers"]![0]!["targets"]![0]!["share"]!.GetValue<double>() > 0;
        });
        Assert.Equal(
            "at version head instance startedAt streaming status headline alerts tiers stores log timeline deadLetters reconciliations", Keys(overview!));
        Assert.Equal((Head, Streams), (overview!["head"]!.GetValue<string>(), overview["streaming"]!.GetValue<bool>()));
        Assert.Equal(("ok", "The tier hot writes to its primary."), (overview["status"]!.GetValue<string>(), overview["headline"]!.GetValue<string>()));
        var tier = overview["tiers"]![0]!;
        Assert.Equal("name bucket retentionSeconds rate latency deferredShare targets", Keys(tier));
        Assert.Equal(604800, tier["retentionSeconds"]!.GetValue<double>());
        Assert.Equal("requests points rejected", Keys(tier["rate"]!));
        Assert.Equal("p50 p95 p99", Keys(tier["latency"]!));
        Assert.Equal("position store bucket eligible reason share requestsPerSecond pointsPerSecond", Keys(tier["targets"]![0]!));
        Assert.Equal((1.0, true), (tier["targets"]![0]!["share"]!.GetValue<double>(), tier["targets"]![0]!["eligible"]!.GetValue<bool>()));
        var store = overview["stores"]![0]!;
        Assert.Equal("name url api region mode cause reason since isolationUntil heldByOperator throttledUntil latency owed recovery", Keys(store));
        Assert.Equal(("closed", "V2"), (store["mode"]!.GetValue<string>(), store["api"]!.GetValue<string>()));
        Assert.Equal("batches points bytes unstored oldest", Keys(store["owed"]!));
        Assert.Equal("bytes maxBytes share oldestAgeSeconds unstoredBatches lostBatches", Keys(overview["log"]!));
        Assert.Equal("from to stores", Keys(overview["timeline"]!));
        Assert.Equal("store spans transitions", Keys(overview["timeline"]!["stores"]![0]!));
        Assert.Equal("mode from to", Keys(overview["timeline"]!["stores"]![0]!["spans"]![0]!));
        Assert.Equal("count bytes maxBytes reasons", Keys(overview["deadLetters"]!));
        Assert.Equal("reason count sample", Keys(overview["deadLetters"]!["reasons"]![0]!));
        Assert.Equal("id at tier bucket message line", Keys(overview["deadLetters"]!["reasons"]![0]!["sample"]!));
        Assert.Equal("running reports", Keys(overview["reconciliations"]!));
    }

    [Fact]
    public async Task Overview_StoreIsolated_IsSeenAtOnce()
    {
        await using var node = await StartAsync();
        using var isolated = await node.Http.PostAsync("/ops/stores/primary/isolate?reason=new+disk", null);
        Assert.True(isolated.IsSuccessStatusCode);
        JsonNode? overview = null;
        await TestNode.UntilAsync(async () => (overview = await node.GetAsync("/ops/overview"))["stores"]![0]!["mode"]!.GetValue<string>() == "open");
        Assert.Equal("degraded", overview!["status"]!.GetValue<string>());
        Assert.StartsWith("primary is isolated by an operator until it is restored", overview["headline"]!.GetValue<string>(), StringComparison.Ordinal);
        var store = overview["stores"]![0]!;
        Assert.Equal((true, "manual", "new disk"), (store["heldByOperator"]!.GetValue<bool>(), store["cause"]!.GetValue<string>(), store["reason"]!.GetValue<string>()));
        var line = overview["timeline"]!["stores"]!.AsArray().Single(static one => one!["store"]!.GetValue<string>() == "primary")!;
        Assert.Equal("at from to cause reason", Keys(line["transitions"]!.AsArray()[^1]!));
        Assert.Equal(("open", "manual"), (line["transitions"]!.AsArray()[^1]!["to"]!.GetValue<string>(), line["transitions"]!.AsArray()[^1]!["cause"]!.GetValue<string>()));
    }

    [Fact]
    public async Task Overview_Access_IsTheOperatorsAndThePageIsAnybodys()
    {
        await using var node = await StartAsync(
            $"--Holdfast:Auth:Tokens:0:Token={Operator}", "--Holdfast:Auth:Tokens:0:Role=Operator",
            "--Holdfast:Auth:Tokens:1:Token=writer-secret-77a", "--Holdfast:Auth:Tokens:1:Role=Writer");
        foreach (var path in Streams ? (string[])["/ops/overview", "/ops/events"] : ["/ops/overview"])
        {
            Assert.Equal(401, await StatusAsync(node, path, null));
            Assert.Equal(401, await StatusAsync(node, path, "Bearer wrong"));
            Assert.Equal(403, await StatusAsync(node, path, "Bearer writer-secret-77a"));
            Assert.Equal(200, await StatusAsync(node, path, $"Bearer {Operator}"));
        }

        Assert.Equal(200, await StatusAsync(node, "/", null));
    }

    [Fact]
    public async Task Page_Headers_LetNothingElseRun()
    {
        await using var node = await StartAsync();
        using var page = await node.Http.GetAsync("/");
        Assert.Equal((HttpStatusCode.OK, "text/html"), (page.StatusCode, page.Content.Headers.ContentType!.MediaType));
        var policy = page.Headers.GetValues("content-security-policy").Single();
        Assert.Matches("^default-src 'none'; script-src ('sha256-[A-Za-z0-9+/=]+' ?)+; style-src ('sha256-[A-Za-z0-9+/=]+' ?)+; ", policy);
        Assert.EndsWith("connect-src 'self'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'", policy, StringComparison.Ordinal);
        Assert.Equal(("nosniff", "no-referrer", "no-cache"), (
            page.Headers.GetValues("x-content-type-options").Single(), page.Headers.GetValues("referrer-policy").Single(), page.Headers.CacheControl!.ToString()));
        using var again = new HttpRequestMessage(HttpMethod.Get, "/");
        again.Headers.IfNoneMatch.Add(page.Headers.ETag!);
        using var known = await node.Http.SendAsync(again);
        Assert.Equal(HttpStatusCode.NotModified, known.StatusCode);
        using var head = await node.Http.SendAsync(new(HttpMethod.Head, "/"));
        Assert.Equal((HttpStatusCode.OK, policy, 0), (head.StatusCode, head.Headers.GetValues("content-security-policy").Single(), (await head.Content.ReadAsByteArrayAsync()).Length));
        Assert.Equal(page.Content.Headers.ContentLength, head.Content.Headers.ContentLength);
    }

    [Fact]
    public async Task Overview_SecretsInEverySetting_ShowsNone()
    {
        string[] secrets = [Operator, "store-token-9c2", "store-user-5d1", "store-password-b70", "org-e55", "hook-secret-41d", "writer-secret-77a"];
        await using var node = await StartAsync(
            $"--Holdfast:Auth:Tokens:0:Token={Operator}", "--Holdfast:Auth:Tokens:0:Role=Operator",
            "--Holdfast:Auth:Tokens:1:Token=writer-secret-77a", "--Holdfast:Auth:Tokens:1:Role=Writer",
            "--Holdfast:Stores:primary:Token=store-token-9c2",
            "--Holdfast:Stores:replica:Api=V1", "--Holdfast:Stores:replica:Username=store-user-5d1", "--Holdfast:Stores:replica:Password=store-password-b70",
            "--Holdfast:Lifecycle:Webhook=http://127.0.0.1:9/hook?key=hook-secret-41d");
        TestNode.Fail(node.Primary, new() { Mode = Holdfast.Standalone.Embedded.Faults.FaultMode.Status, Status = 401 });
        TestNode.Fail(node.Replica, new() { Mode = Holdfast.Standalone.Embedded.Faults.FaultMode.Refuse });
        for (var write = 0; write < 5; write++)
        {
            using var written = await node.WriteAsync($"m v={write}i\nbad", headers: ("Authorization", "Token writer-secret-77a"));
        }

        var overview = await TextAsync(node, "/ops/overview");
        Assert.Contains("\"primary\"", overview, StringComparison.Ordinal);
        var page = await TextAsync(node, "/");
        Assert.All(secrets, secret =>
        {
            Assert.DoesNotContain(secret, overview, StringComparison.Ordinal);
            Assert.DoesNotContain(secret, page, StringComparison.Ordinal);
        });
    }

    /// <summary>Starts the head that is tested.</summary>
    private protected abstract Task<IRunningHead> StartHeadAsync(IReadOnlyList<string> settings);

    private Task<TestNode> StartAsync(params string[] more) => TestNode.StartAsync(StartHeadAsync, more);

    private static string Keys(JsonNode node) => string.Join(' ', node.AsObject().Select(static part => part.Key));

    private static async Task<int> StatusAsync(TestNode node, string path, string? authorization)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        if (authorization is not null)
            request.Headers.TryAddWithoutValidation("Authorization", authorization);
        using var answer = await node.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        return (int)answer.StatusCode;
    }

    private static async Task<string> TextAsync(TestNode node, string path)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.TryAddWithoutValidation("Authorization", $"Bearer {Operator}");
        using var answer = await node.Http.SendAsync(request);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return await answer.Content.ReadAsStringAsync();
    }
}

using System.Net;
using Holdfast.Standalone.Embedded.Faults;
using Holdfast.Standalone.Tests.Support;
using Holdfast.Tests.Contract;

namespace Holdfast.Standalone.Tests.EndToEnd;

/// <summary>The primary fails in every way there is, over real sockets; whatever was acknowledged is in it in the end.</summary>
public sealed class OutageTests
{
    /// <summary>Where stores hang a try must end soon; the other store must still answer within it on a busy machine.</summary>
    private const string SoonerThanAHang = "--Holdfast:Delivery:TryTimeout=00:00:02";

    private static readonly DateTimeOffset Epoch = DateTimeOffset.UtcNow.AddHours(-1);

    public static TheoryData<string, FaultSettings, string> Faults() => new()
    {
        { "refuses", new() { Mode = FaultMode.Refuse }, "failed" },
        { "hangs", new() { Mode = FaultMode.Hang }, "timed_out" },
        { "hangs and applies later", new() { Mode = FaultMode.Hang, Apply = true }, "timed_out" },
        { "resets", new() { Mode = FaultMode.Reset }, "failed" },
        { "answers 500", new() { Mode = FaultMode.Status, Status = 500 }, "failed" },
        { "answers 503", new() { Mode = FaultMode.Status, Status = 503 }, "failed" },
        { "answers 429", new() { Mode = FaultMode.Status, Status = 429, RetryAfter = 1 }, "throttled" },
        { "answers 401", new() { Mode = FaultMode.Status, Status = 401 }, "ineligible" },
        { "answers 404", new() { Mode = FaultMode.Status, Status = 404 }, "ineligible" },
        { "commits, then times out", new() { Mode = FaultMode.CommitThenTimeout }, "timed_out" },
    };

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task Write_PrimaryFails_FallsBackAndThePrimaryHasEverythingInTheEnd(string how, FaultSettings fault, string reason)
    {
        await using var node = await StandaloneHead.NodeAsync(reason == "timed_out" ? [SoonerThanAHang] : []);
        await WriteAsync(node, 0, "primary", "none");
        TestNode.Fail(node.Primary, fault);
        await node.Primary.Pending;
        for (var value = 1; value <= 10; value++)
            await WriteAsync(node, value, "secondary", value == 1 ? reason : null);
        Assert.Equal(10, await node.OwedAsync());
        Assert.Equal(Enumerable.Range(1, 10).Select(static value => (long)value), await TestNode.ValuesAsync(node.Replica));

        node.Primary.Faults.Clear();
        await node.Primary.Pending;
        await TestNode.UntilAsync(async () => await node.OwedAsync() == 0);
        Assert.Equal(Enumerable.Range(0, 11).Select(static value => (long)value), await TestNode.ValuesAsync(node.Primary));
        await TestNode.UntilAsync(async () => await node.ModeAsync() == "closed");
        Assert.NotEmpty(how);
    }

    [Fact]
    public async Task Write_PrimaryAnswers413_IsSplitAndCommitted()
    {
        await using var node = await StandaloneHead.NodeAsync();
        TestNode.Fail(node.Primary, new() { Mode = FaultMode.Status, Status = 413, Count = 3 });
        using var answer = await node.WriteAsync(string.Concat(Enumerable.Range(0, 100).Select(Line)));
        Assert.Equal((HttpStatusCode.NoContent, "primary"), (answer.StatusCode, Header(answer, "x-routing-tier")));
        Assert.Equal(100, (await TestNode.ValuesAsync(node.Primary)).Count);
    }

    [Fact]
    public async Task Write_PrimaryRefusesOneLine_CommitsTheOthersAndTellsTheProducer()
    {
        await using var node = await StandaloneHead.NodeAsync();
        TestNode.Fail(node.Primary, new() { Mode = FaultMode.RejectMatching, Text = "v=42i", Atomic = true });
        using var answer = await node.WriteAsync(string.Concat(Enumerable.Range(0, 100).Select(Line)));
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        var body = System.Text.Json.Nodes.JsonNode.Parse(await answer.Content.ReadAsStringAsync())!;
        Assert.Equal("1 of 100 lines rejected, 99 accepted", body["message"]!.GetValue<string>());
        Assert.Equal((43, "refused_by_store"), (body["lines"]![0]!["line"]!.GetValue<int>(), body["lines"]![0]!["code"]!.GetValue<string>()));
        Assert.Equal(99, (await TestNode.ValuesAsync(node.Primary)).Count);
        Assert.Equal("closed", await node.ModeAsync());

        node.Primary.Faults.Clear();
        using var redrive = await node.Http.PostAsync("/ops/deadletters/redrive", new StringContent("""{"reason":"refused_by_store"}"""));
        Assert.Equal("""{"redriven":1,"failed":[]}""", await redrive.Content.ReadAsStringAsync());
        Assert.Equal(100, (await TestNode.ValuesAsync(node.Primary)).Count);
    }

    [Fact]
    public async Task Write_BothStoresDead_IsDeferredAndDeliveredWhenThePrimaryIsBack()
    {
        await using var node = await StandaloneHead.NodeAsync();
        TestNode.Fail(node.Primary, new() { Mode = FaultMode.Refuse });
        TestNode.Fail(node.Replica, new() { Mode = FaultMode.Refuse });
        await Task.WhenAll(node.Primary.Pending, node.Replica.Pending);
        for (var value = 0; value < 10; value++)
        {
            using var answer = await node.WriteAsync(Line(value));
            Assert.Equal((HttpStatusCode.Accepted, "deferred", "true"), (answer.StatusCode, Header(answer, "x-routing-tier"), Header(answer, "x-fallback-triggered")));
        }

        node.Primary.Faults.Clear();
        await TestNode.UntilAsync(async () => await node.OwedAsync() == 0);
        Assert.Equal(10, (await TestNode.ValuesAsync(node.Primary)).Count);
    }

    [Fact]
    public async Task Write_LogFull_IsRefusedWith429AndNothingIsLost()
    {
        await using var node = await StandaloneHead.NodeAsync("--Holdfast:Data:MaxBytes=1048576", "--Holdfast:Data:SegmentBytes=65536");
        TestNode.Fail(node.Primary, new() { Mode = FaultMode.Refuse });
        TestNode.Fail(node.Replica, new() { Mode = FaultMode.Refuse });
        await Task.WhenAll(node.Primary.Pending, node.Replica.Pending);
        var acknowledged = 0;
        HttpStatusCode last;
        do
        {
            using var answer = await node.WriteAsync(string.Concat(Enumerable.Range(acknowledged * 500, 500).Select(Line)));
            last = answer.StatusCode;
            if (last == HttpStatusCode.Accepted)
                acknowledged++;
            else
                Assert.Equal("1", Header(answer, "Retry-After"));
        }
        while (last == HttpStatusCode.Accepted);
        Assert.Equal(HttpStatusCode.TooManyRequests, last);
        Assert.InRange(acknowledged, 10, 1000);

        node.Primary.Faults.Clear();
        await TestNode.UntilAsync(async () => await node.OwedAsync() == 0);
        Assert.Equal(acknowledged * 500, (await TestNode.ValuesAsync(node.Primary)).Count);
    }

    [Fact]
    public async Task Write_NodeRestartedInAnOutage_RemembersWhatIsOwedAndThatTheBreakerIsOpen()
    {
        await using var node = await StandaloneHead.NodeAsync("--Holdfast:Breaker:Isolation=00:00:05", SoonerThanAHang);
        TestNode.Fail(node.Primary, new() { Mode = FaultMode.Hang });
        for (var value = 0; value < 10; value++)
            await WriteAsync(node, value, "secondary", null);
        Assert.NotEqual("closed", await node.ModeAsync());
        await node.StopServerAsync();
        await node.StartServerAsync();

        // Its isolation may be over by now. Forgotten, it would be closed.
        Assert.NotEqual("closed", await node.ModeAsync());
        Assert.Equal(10, await node.OwedAsync());
        node.Primary.Faults.Clear();
        await TestNode.UntilAsync(async () => await node.OwedAsync() == 0);
        Assert.Equal(10, (await TestNode.ValuesAsync(node.Primary)).Distinct().Count());
    }

    [Fact]
    public async Task Isolate_ThenRestore_TakesTheStoreOutAndBackIn()
    {
        await using var node = await StandaloneHead.NodeAsync();
        using (var isolated = await node.Http.PostAsync("/ops/stores/primary/isolate", null))
            Assert.Equal(HttpStatusCode.OK, isolated.StatusCode);
        await WriteAsync(node, 0, "secondary", "breaker_open");
        Assert.True((await node.StoreAsync("primary"))["manual"]!.GetValue<bool>());
        using (var restored = await node.Http.PostAsync("/ops/stores/primary/restore", null))
            Assert.Equal(HttpStatusCode.OK, restored.StatusCode);
        await TestNode.UntilAsync(async () => await node.OwedAsync() == 0 && await node.ModeAsync() == "closed");
        Assert.Equal([0], await TestNode.ValuesAsync(node.Primary));
    }

    private static async Task WriteAsync(TestNode node, int value, string tier, string? reason)
    {
        using var answer = await node.WriteAsync(Line(value));
        Assert.Equal((HttpStatusCode.NoContent, tier), (answer.StatusCode, Header(answer, "x-routing-tier")));
        Assert.Equal(tier == "primary" ? "false" : "true", Header(answer, "x-fallback-triggered"));
        if (reason is not null)
            Assert.Equal(reason, Header(answer, "x-fallback-reason"));
    }

    private static string Line(int value) => $"m v={value}i {(Epoch.ToUnixTimeSeconds() + value) * 1_000_000_000L}\n";

    private static string Header(HttpResponseMessage answer, string name) => string.Join(',', answer.Headers.TryGetValues(name, out var values) ? values : []);
}

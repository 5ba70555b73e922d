using System.Net.Sockets;
using Holdfast.Standalone.Embedded.Faults;
using Holdfast.Tests.Contract;

namespace Holdfast.Standalone.Tests.Embedded;

/// <summary>Every fault over real sockets, as a client sees it.</summary>
public sealed class EmbeddedFaultTests
{
    private const string V1 = "/write?db=telemetry_hot";
    private const string V2 = "/api/v2/write?org=o&bucket=telemetry_hot";

    [Fact]
    public async Task Refuse_Set_ConnectionsAreRefusedUntilCleared()
    {
        await using var fixture = await ServerFixture.StartAsync();
        Assert.Equal(204, (await fixture.WriteAsync(1)).Status);
        fixture.Server.Faults.Set(new FaultSettings { Mode = FaultMode.Refuse });
        await fixture.Server.Pending;
        var refused = await Assert.ThrowsAsync<HttpRequestException>(() => fixture.WriteAsync(2));
        Assert.Equal(SocketError.ConnectionRefused, Assert.IsType<SocketException>(refused.InnerException).SocketErrorCode);
        fixture.Server.Faults.Clear();
        await fixture.Server.Pending;
        Assert.Equal(204, (await fixture.WriteAsync(3)).Status);
        Assert.Equal(2, await fixture.CountAsync());
    }

    [Fact]
    public async Task Refuse_OverHttpForSomeTime_EndsByItself()
    {
        await using var fixture = await ServerFixture.StartAsync();
        Assert.Equal(200, (await fixture.Client.JsonAsync(HttpMethod.Post, "/fault", """{"mode":"refuse","durationMs":1500}""")).Status);
        await TestNode.UntilAsync(() => Task.FromResult(fixture.Server.Faults.Status.Fault.Mode == FaultMode.Refuse));
        await fixture.Server.Pending;
        await Assert.ThrowsAsync<HttpRequestException>(() => fixture.WriteAsync(1));
        fixture.Time.Advance(TimeSpan.FromMilliseconds(1499));
        await fixture.Server.Pending;
        await Assert.ThrowsAsync<HttpRequestException>(() => fixture.WriteAsync(1));
        fixture.Time.Advance(TimeSpan.FromMilliseconds(1));
        await fixture.Server.Pending;
        Assert.Equal(204, (await fixture.WriteAsync(1)).Status);
    }

    [Theory]
    [InlineData(false, 0)]
    [InlineData(true, 1)]
    public async Task Hang_ClientGivesUp_IsAppliedOnReleaseIfAsked(bool apply, int applied)
    {
        await using var fixture = await ServerFixture.StartAsync();
        fixture.Server.Faults.Set(new FaultSettings { Mode = FaultMode.Hang, Apply = apply });
        using var patience = new CancellationTokenSource();
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(fixture.Server.Url, V1)) { Content = new StringContent(fixture.Line(1)) };
        using var http = new HttpClient();
        var write = http.SendAsync(request, patience.Token);
        await fixture.UntilAsync(status => status.Hanging == 1);
        Assert.Equal(0, await fixture.CountAsync());
        await patience.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => write);

        // These round trips give the server the time to see that the client has gone: what it then applies, it applies nevertheless.
        for (var i = 0; i < 200; i++) await fixture.Client.JsonAsync(HttpMethod.Get, "/fault");
        fixture.Server.Faults.Clear();
        await fixture.UntilAsync(status => status.Hanging == 0);

        // What was released is on its way; a later write of the same bucket comes behind it or is the only one.
        for (var i = 0; apply && await fixture.CountAsync() == 0; i++) Assert.InRange(i, 0, 10_000);
        Assert.Equal(applied, await fixture.CountAsync());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Hang_Cleared_WhoStillWaitsIsAnsweredIfApplied(bool apply)
    {
        await using var fixture = await ServerFixture.StartAsync();
        await fixture.Client.JsonAsync(HttpMethod.Post, "/fault", $$"""{"mode":"hang","apply":{{(apply ? "true" : "false")}}}""");
        var writes = Enumerable.Range(1, 5).Select(number => fixture.WriteAsync(number)).ToArray();
        await fixture.UntilAsync(status => status.Hanging == 5);
        Assert.Equal(200, (await fixture.Client.JsonAsync(HttpMethod.Post, "/fault", """{"mode":"none"}""")).Status);
        foreach (var write in writes)
        {
            if (apply) Assert.Equal(204, (await write).Status);
            else await Assert.ThrowsAsync<HttpRequestException>(() => write);
        }

        Assert.Equal(apply ? 5 : 0, await fixture.CountAsync());
    }

    [Fact]
    public async Task Reset_Set_ConnectionBreaksAndNothingIsStored()
    {
        await using var fixture = await ServerFixture.StartAsync();
        fixture.Server.Faults.Set(new FaultSettings { Mode = FaultMode.Reset });
        await Assert.ThrowsAsync<HttpRequestException>(() => fixture.WriteAsync(1));
        await Assert.ThrowsAsync<HttpRequestException>(() => fixture.Client.WriteAsync(V1, string.Concat(Enumerable.Repeat($"{fixture.Line(1)}\n", 100_000))));
        Assert.Equal(0, await fixture.CountAsync());
    }

    [Fact]
    public async Task Slow_Set_IsCarriedOutAfterTheDelay()
    {
        await using var fixture = await ServerFixture.StartAsync();
        fixture.Server.Faults.Set(new FaultSettings { Mode = FaultMode.Slow, DelayMs = 1200 });
        var write = fixture.WriteAsync(1);
        await fixture.UntilAsync(_ => fixture.Time.TimerCount == 2);
        fixture.Time.Advance(TimeSpan.FromMilliseconds(1199));
        Assert.Equal(0, await fixture.CountAsync());
        fixture.Time.Advance(TimeSpan.FromMilliseconds(1));
        Assert.Equal(204, (await write).Status);
        Assert.Equal(1, await fixture.CountAsync());
    }

    [Theory]
    [InlineData(V1, 400, """{"error":"unable to parse 'fault': missing fields"}""")]
    [InlineData(V1, 401, """{"error":"authorization failed"}""")]
    [InlineData(V1, 403, """{"error":"\"holdfast\" user is not authorized to write to database \"telemetry_hot\""}""")]
    [InlineData(V1, 404, """{"error":"database not found: \"telemetry_hot\""}""")]
    [InlineData(V1, 413, """{"error":"Request Entity Too Large"}""")]
    [InlineData(V1, 429, """{"error":"too many requests"}""")]
    [InlineData(V1, 500, """{"error":"timeout"}""")]
    [InlineData(V1, 503, "request throttled, exceeds timeout")]
    [InlineData(V2, 400, """{"code":"invalid","message":"unable to parse 'fault': missing fields"}""")]
    [InlineData(V2, 401, """{"code":"unauthorized","message":"unauthorized access"}""")]
    [InlineData(V2, 403, """{"code":"forbidden","message":"insufficient permissions for write"}""")]
    [InlineData(V2, 404, """{"code":"not found","message":"bucket \"telemetry_hot\" not found"}""")]
    [InlineData(V2, 413, """{"code":"request too large","message":"unable to read data: points batch is too large"}""")]
    [InlineData(V2, 429, """{"code":"too many requests","message":"too many requests"}""")]
    [InlineData(V2, 500, """{"code":"internal error","message":"unexpected error writing points to database: timeout"}""")]
    [InlineData(V2, 503, """{"code":"unavailable","message":"service unavailable"}""")]
    public async Task Status_Set_AnswersAsTheProductDoes(string path, int status, string body)
    {
        await using var fixture = await ServerFixture.StartAsync();
        fixture.Server.Faults.Set(new FaultSettings { Mode = FaultMode.Status, Status = status });
        Assert.Equal((status, body), await fixture.WriteAsync(1, path));
        Assert.Equal(0, await fixture.CountAsync());
    }

    [Fact]
    public async Task Status_WithRetryAfterAndMessage_CarriesThem()
    {
        await using var fixture = await ServerFixture.StartAsync();
        fixture.Server.Faults.Set(new FaultSettings { Mode = FaultMode.Status, Status = 429, RetryAfter = 7, Message = "not now" });
        using var answer = await fixture.Client.SendAsync(HttpMethod.Post, V1, "x");
        Assert.Equal(TimeSpan.FromSeconds(7), answer.Headers.RetryAfter!.Delta);
        Assert.Equal("{\"error\":\"not now\"}\n", await answer.Content.ReadAsStringAsync());
        Assert.Equal("not now", Assert.Single(answer.Headers.GetValues("X-Influxdb-Error")));
    }

    [Fact]
    public async Task CommitThenTimeout_Set_StoresAndNeverAnswers()
    {
        await using var fixture = await ServerFixture.StartAsync();
        fixture.Server.Faults.Set(new FaultSettings { Mode = FaultMode.CommitThenTimeout });
        var write = fixture.WriteAsync(1);
        await fixture.UntilAsync(status => status.Hanging == 1);
        Assert.Equal(1, await fixture.CountAsync());
        Assert.False(write.IsCompleted);
        fixture.Server.Faults.Clear();
        await Assert.ThrowsAsync<HttpRequestException>(() => write);
    }

    [Theory]
    [InlineData(V1, false, """{"error":"partial write: unable to parse 'm,poison=1 v=2i': invalid field format dropped=0"}""", 2)]
    [InlineData(V1, true, """{"error":"unable to parse 'm,poison=1 v=2i': invalid field format"}""", 0)]
    [InlineData(V2, true, """{"code":"invalid","message":"unable to parse 'm,poison=1 v=2i': invalid field format"}""", 0)]
    public async Task RejectMatching_PoisonedLine_IsRefused(string path, bool atomic, string body, int stored)
    {
        await using var fixture = await ServerFixture.StartAsync();
        fixture.Server.Faults.Set(new FaultSettings { Mode = FaultMode.RejectMatching, Text = "poison", Atomic = atomic });
        Assert.Equal((400, body), await fixture.Client.WriteAsync(path, $"{fixture.Line(1)}\nm,poison=1 v=2i\n{fixture.Line(3)}"));
        Assert.Equal(stored, await fixture.CountAsync());
        Assert.Equal(204, (await fixture.WriteAsync(4, path)).Status);
        Assert.Equal(stored + 1, await fixture.CountAsync());
    }

    [Theory]
    [InlineData(0.25, new[] { 204, 204, 204, 500, 204, 204, 204, 500 })]
    [InlineData(0.5, new[] { 204, 500, 204, 500 })]
    [InlineData(0.67, new[] { 204, 500, 500, 204, 500, 500 })]
    [InlineData(1.0, new[] { 500, 500, 500 })]
    public async Task Ratio_Set_AffectsThatShareByCount(double ratio, int[] statuses)
    {
        await using var fixture = await ServerFixture.StartAsync();
        fixture.Server.Faults.Set(new FaultSettings { Mode = FaultMode.Status, Status = 500, Ratio = ratio });
        foreach (var status in statuses) Assert.Equal(status, (await fixture.WriteAsync(1)).Status);
    }

    [Fact]
    public async Task Count_Reached_FaultIsOver()
    {
        await using var fixture = await ServerFixture.StartAsync();
        fixture.Server.Faults.Set(new FaultSettings { Mode = FaultMode.Status, Status = 503, Count = 2 });
        foreach (var status in new[] { 503, 503, 204, 204 }) Assert.Equal(status, (await fixture.WriteAsync(1)).Status);
        Assert.Equal(FaultMode.None, fixture.Server.Faults.Status.Fault.Mode);
    }

    [Fact]
    public async Task Duration_Passed_FaultIsOver()
    {
        await using var fixture = await ServerFixture.StartAsync();
        fixture.Server.Faults.Set(new FaultSettings { Mode = FaultMode.Status, Status = 500, DurationMs = 100 });
        fixture.Time.Advance(TimeSpan.FromMilliseconds(99));
        Assert.Equal(500, (await fixture.WriteAsync(1)).Status);
        fixture.Time.Advance(TimeSpan.FromMilliseconds(1));
        Assert.Equal(204, (await fixture.WriteAsync(1)).Status);
    }

    [Fact]
    public async Task Path_Given_OnlyThatIsAffected()
    {
        await using var fixture = await ServerFixture.StartAsync();
        fixture.Server.Faults.Set(new FaultSettings { Mode = FaultMode.Status, Status = 500 });
        Assert.Equal(200, (await fixture.Client.JsonAsync(HttpMethod.Get, "/health")).Status);
        Assert.Equal(200, (await fixture.Client.QueryAsync("SHOW DATABASES")).Status);
        fixture.Server.Faults.Set(new FaultSettings { Mode = FaultMode.Status, Status = 500, Path = "/query" });
        Assert.Equal(500, (await fixture.Client.QueryAsync("SHOW DATABASES")).Status);
        Assert.Equal(204, (await fixture.WriteAsync(1)).Status);
        fixture.Server.Faults.Set(new FaultSettings { Mode = FaultMode.Status, Status = 500, Path = "/" });
        Assert.Equal(500, (await fixture.Client.JsonAsync(HttpMethod.Get, "/health")).Status);
        Assert.Equal(200, (await fixture.Client.JsonAsync(HttpMethod.Get, "/fault")).Status);
    }

    [Fact]
    public async Task Show_AfterSome_TellsWhatItDid()
    {
        await using var fixture = await ServerFixture.StartAsync();
        await fixture.Client.JsonAsync(HttpMethod.Post, "/fault", """{"mode":"status","status":429,"ratio":0.5}""");
        await fixture.WriteAsync(1);
        await fixture.WriteAsync(2);
        Assert.Equal(
            (200, """{"fault":{"mode":"status","status":429,"apply":false,"atomic":false,"ratio":0.5},"seen":2,"affected":1,"hanging":0}"""),
            await fixture.Client.JsonAsync(HttpMethod.Get, "/fault"));
    }

    [Theory]
    [InlineData("""{"mode":"refuse"}""", "needs durationMs")]
    [InlineData("""{"mode":"status"}""", "status must be 400 to 599")]
    [InlineData("""{"mode":"slow","delayMs":0}""", "delayMs must be 1 to 600000")]
    [InlineData("""{"mode":"reject-matching"}""", "text is required")]
    [InlineData("""{"mode":"hang","ratio":0}""", "ratio must be above 0")]
    [InlineData("""{"mode":"hang","ratio":1.01}""", "ratio must be above 0")]
    [InlineData("""{"mode":"hang","count":0}""", "count must be at least 1")]
    [InlineData("""{"mode":"explode"}""", "$.mode")]
    [InlineData("""{"mode":"hang","raito":0.5}""", "raito")]
    [InlineData("null", "a fault is an object")]
    [InlineData("{", "")]
    public async Task Set_SenselessSettings_AreRefused(string json, string reason)
    {
        await using var fixture = await ServerFixture.StartAsync();
        var (status, body) = await fixture.Client.JsonAsync(HttpMethod.Post, "/fault", json);
        Assert.Equal(400, status);
        Assert.Contains(reason, body, StringComparison.Ordinal);
        Assert.Equal(FaultMode.None, fixture.Server.Faults.Status.Fault.Mode);
    }

    [Fact]
    public async Task Hang_MoreThanTheLimit_OnlySoManyWait()
    {
        await using var fixture = await ServerFixture.StartAsync();
        var faults = fixture.Server.Faults;
        for (var i = 0; i < FaultSwitch.MaxHanging - 1; i++) Assert.True(faults.TryHang(out _));
        Assert.True(faults.TryHang(out _));
        faults.Set(new FaultSettings { Mode = FaultMode.Hang });
        await Assert.ThrowsAsync<HttpRequestException>(() => fixture.WriteAsync(1));
        faults.Leave();
        Assert.True(faults.TryHang(out _));
    }

    [Fact]
    public async Task Stop_WhileRequestsHang_DoesNotWaitForThem()
    {
        await using var fixture = await ServerFixture.StartAsync();
        fixture.Server.Faults.Set(new FaultSettings { Mode = FaultMode.Hang });
        var write = fixture.WriteAsync(1);
        await fixture.UntilAsync(status => status.Hanging == 1);
        await fixture.Server.StopAsync();
        await Assert.ThrowsAsync<HttpRequestException>(() => write);
    }
}

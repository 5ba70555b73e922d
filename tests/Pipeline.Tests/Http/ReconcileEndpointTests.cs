using System.Text;
using System.Text.Json.Nodes;
using Holdfast.Pipeline.Http;
using Holdfast.Pipeline.Security;
using Holdfast.Pipeline.Tests.Reconciling;
using Holdfast.Pipeline.Tests.Support;
using Microsoft.AspNetCore.Http;

namespace Holdfast.Pipeline.Tests.Http;

public sealed class ReconcileEndpointTests
{
    [Theory]
    [InlineData("", 1)]
    [InlineData("  \n", 1)]
    [InlineData("{}", 1)]
    [InlineData("""{"tier":"hot"}""", 1)]
    [InlineData("""{"tier":"hot","from":"2026-11-20T11:00:00Z","to":"2026-11-20T11:00:10Z"}""", 1)]
    [InlineData("""{"from":"2026-11-20T11:00:10","to":"2026-11-20T13:30:00+02:00"}""", 0)]
    public void ReconcileAsync_Order_ComparesWhatItSays(string body, int repaired) => VirtualWorld.Run(async world =>
    {
        var rig = await ReconcilingRig.StartAsync(world);
        rig.Rig.Replica.Lines.Add(ReconcilingRig.Line(5));
        var (status, answer) = await PostAsync(rig, body);
        Assert.Equal(200, status);
        var report = Assert.Single(answer["reports"]!.AsArray())!;
        Assert.Equal(("operator", "complete"), (report["cause"]!.GetValue<string>(), report["outcome"]!.GetValue<string>()));
        Assert.Equal(repaired, report["total"]!["repairedPoints"]!.GetValue<int>());
        Assert.Equal(repaired, rig.Rig.Primary.Lines.Count);

        var page = (await SendAsync(rig, static (endpoint, context) => endpoint.ReportsAsync(context), "")).Answer;
        Assert.Equal(report["id"]!.ToString(), Assert.Single(page["reports"]!.AsArray())!["id"]!.ToString());
        Assert.Empty(page["running"]!.AsArray());
    });

    [Theory]
    [InlineData("null", 400, "the body is null")]
    [InlineData("[", 400, "the body is no order")]
    [InlineData("""{"teir":"hot"}""", 400, "the body is no order")]
    [InlineData("""{"tier":"warm"}""", 404, "no tier is called \"warm\"")]
    [InlineData("""{"from":"yesterday"}""", 400, "from is no time: \"yesterday\"")]
    [InlineData("""{"to":"12"}""", 400, "to is no time")]
    [InlineData("""{"from":"2026-11-20T11:00:00Z","to":"2026-11-20T11:00:00Z"}""", 400, "from must be before to")]
    [InlineData("""{"from":"2026-01-01T00:00:00Z"}""", 400, "from and to are more than 100000 windows")]
    public void ReconcileAsync_OrderThatMakesNoSense_IsRefused(string body, int expected, string message) => VirtualWorld.Run(async world =>
    {
        var rig = await ReconcilingRig.StartAsync(world);
        var (status, answer) = await PostAsync(rig, body);
        Assert.Equal(expected, status);
        Assert.StartsWith(message, answer["message"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.Empty(rig.Influx[0].Asked);
    });

    [Theory]
    [InlineData(ReconcileEndpoint.MaxBody, 200)]
    [InlineData(ReconcileEndpoint.MaxBody + 1, 413)]
    public void ReconcileAsync_Body_IsReadUpToTheLimit(int bytes, int status) => VirtualWorld.Run(async world =>
    {
        var rig = await ReconcilingRig.StartAsync(world);
        Assert.Equal(status, (await PostAsync(rig, new string(' ', bytes))).Status);
    });

    [Fact]
    public void ReconcileAsync_TakesLongerThanTheRequestMay_Is202ThenConflictThenReported() => VirtualWorld.Run(async world =>
    {
        var rig = await ReconcilingRig.StartAsync(world);
        rig.Influx[1].Before = async (_, ct) =>
        {
            await Task.Delay(TimeSpan.FromSeconds(9), world.Time, ct);
            return null;
        };
        rig.Rig.Replica.Lines.Add(ReconcilingRig.Line(5));
        var (status, answer) = await PostAsync(rig, "");
        Assert.Equal((202, ReconcileEndpoint.Patience), (status, world.Time.Elapsed));
        var (second, refusal) = await PostAsync(rig, "");
        Assert.Equal((409, "conflict"), (second, refusal["code"]!.GetValue<string>()));
        var run = Assert.Single(rig.Reconciler.Running);
        Assert.Equal(run.Id, Assert.Single(answer["running"]!.AsArray())!["id"]!.GetValue<string>());
        Assert.Equal(run.Id, (await run.Report).Id);
        rig.Influx[1].Before = static (_, _) => Task.FromResult<Holdfast.Pipeline.Stores.StoreResponse?>(null);
        Assert.Equal(200, (await PostAsync(rig, "")).Status);
    });

    [Fact]
    public void BothRoutes_WithoutAnOperatorsToken_AreRefused() => VirtualWorld.Run(async world =>
    {
        var rig = await ReconcilingRig.StartAsync(world);
        Assert.Equal(401, (await SendAsync(rig, static (endpoint, context) => endpoint.ReconcileAsync(context), "", local: false)).Status);
        Assert.Equal(401, (await SendAsync(rig, static (endpoint, context) => endpoint.ReportsAsync(context), "", local: false)).Status);
        Assert.Empty(rig.Influx[0].Asked);
    });

    private static Task<(int Status, JsonNode Answer)> PostAsync(ReconcilingRig rig, string body) =>
        SendAsync(rig, static (endpoint, context) => endpoint.ReconcileAsync(context), body);

    private static async Task<(int Status, JsonNode Answer)> SendAsync(
        ReconcilingRig rig, Func<ReconcileEndpoint, HttpContext, Task> send, string body, bool local = true)
    {
        var endpoint = new ReconcileEndpoint(new TokenGate([], unknownIsLocal: local), rig.Rig.Settings, rig.Reconciler, rig.Book, rig.Rig.Time);
        var context = new DefaultHttpContext();
        context.Request.Host = new("localhost");
        context.Request.Body = new MemoryStream(Encoding.UTF8.GetBytes(body));
        var answer = new MemoryStream();
        context.Response.Body = answer;
        await send(endpoint, context);
        await context.Response.BodyWriter.FlushAsync();
        return (context.Response.StatusCode, JsonNode.Parse(answer.ToArray())!);
    }
}

using System.Text;
using System.Text.Json;
using Holdfast.Pipeline.Configuration;
using Holdfast.Pipeline.Http;
using Holdfast.Pipeline.Security;
using Holdfast.Pipeline.Tests.Lifecycle;
using Holdfast.Pipeline.Tests.Support;
using Microsoft.AspNetCore.Http;

namespace Holdfast.Pipeline.Tests.Http;

public sealed class LifecycleEndpointTests
{
    [Theory]
    [InlineData(WritingRig.Bucket, "operator", 200)]
    [InlineData("unknown", "operator", 404)]
    [InlineData(WritingRig.Bucket, "writer", 403)]
    [InlineData(WritingRig.Bucket, "", 401)]
    public void StateAsync_BucketAndToken_AnswersAsOtherOperatorRoutesDo(string bucket, string token, int status) => VirtualWorld.Run(async world =>
    {
        var (answer, _) = await AskAsync(await LifecycleRig.StartAsync(world), bucket, token);
        Assert.Equal(status, answer);
    });

    [Fact]
    public void StateAsync_PausedBucket_IsToldWithItsReasonsAndTasks() => VirtualWorld.Run(async world =>
    {
        var rig = await LifecycleRig.StartAsync(world);
        rig.Primary.Add("1");
        await rig.OweAsync();
        await rig.PassAsync(1);
        var (_, body) = await AskAsync(rig, WritingRig.Bucket, "operator");
        Assert.Equal(
            """{"bucket":"telemetry_hot","tier":"hot","paused":true,"since":"SINCE","reasons":[{"cause":"owed","store":"s0"}],"tasks":[{"store":"s0","id":"1","name":"task 1","pausedByUs":true}]}""",
            body.Replace(JsonDocument.Parse(body).RootElement.GetProperty("since").GetString()!, "SINCE", StringComparison.Ordinal));
    });

    private static async Task<(int Status, string Body)> AskAsync(LifecycleRig rig, string bucket, string token)
    {
        var gate = new TokenGate(
            [new("operator", TokenRole.Operator, []), new("writer", TokenRole.Writer, [])]);
        var context = new DefaultHttpContext();
        context.Request.Headers.Authorization = token.Length == 0 ? "" : $"Token {token}";
        using var body = new MemoryStream();
        context.Response.Body = body;
        await new LifecycleEndpoint(gate, rig.Gate).StateAsync(context, bucket);
        return (context.Response.StatusCode, Encoding.UTF8.GetString(body.ToArray()));
    }
}

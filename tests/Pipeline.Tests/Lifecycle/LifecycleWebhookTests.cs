using System.Text.Json;
using Holdfast.Pipeline.Stores;
using Holdfast.Pipeline.Tests.Support;

namespace Holdfast.Pipeline.Tests.Lifecycle;

public sealed class LifecycleWebhookTests
{
    private const string Address = "https://hooks.invalid/lifecycle?key=secret";

    [Fact]
    public void StepAsync_EachChange_IsPostedOnce() => VirtualWorld.Run(async world =>
    {
        var rig = await LifecycleRig.StartAsync(world, Address);
        await rig.PassAsync(2);
        await rig.OweAsync();
        await rig.PassAsync(60);
        await rig.DrainAsync();
        await rig.PassAsync(LifecycleRig.Soak.TotalSeconds + 60);
        Assert.Equal(["running", "paused", "running"], rig.Posts.Select(StateOf));
        Assert.All(rig.Hook.Requests, static request =>
            Assert.Equal((HttpMethod.Post, "/lifecycle?key=secret", "application/json"), (request.Method, request.PathAndQuery, request.ContentType)));
        var paused = JsonDocument.Parse(rig.Posts[1]).RootElement;
        Assert.Equal(["bucket", "tier", "state", "since", "reasons"], paused.EnumerateObject().Select(static property => property.Name));
        Assert.Equal((WritingRig.Bucket, "hot"), (paused.GetProperty("bucket").GetString(), paused.GetProperty("tier").GetString()));
        Assert.Equal("""[{"cause":"owed","store":"s0"}]""", paused.GetProperty("reasons").GetRawText());
    });

    [Fact]
    public void StepAsync_DeadWebhook_GetsTheNewestStateAtLastAndIsToldOnce() => VirtualWorld.Run(async world =>
    {
        var rig = await LifecycleRig.StartAsync(world, Address);
        rig.HookAnswer = static _ => StoreResponse.Failed(TransportFailureKind.Refused, "refused");
        rig.Primary.Add("1");
        await rig.OweAsync();
        await rig.PassAsync(600);
        Assert.Equal(["1=inactive"], rig.Primary.Changes);
        Assert.InRange(rig.Posts.Count, 12, 17);
        await rig.DrainAsync();
        await rig.PassAsync(LifecycleRig.Soak.TotalSeconds + 1);
        Assert.Single(rig.Events, static id => id == 126);

        rig.Posts.Clear();
        rig.HookAnswer = static _ => StoreResponse.NoContent;
        await rig.PassAsync(120);
        Assert.Equal(["running"], rig.Posts.Select(StateOf));
        Assert.Single(rig.Events, static id => id == 127);
    });

    [Fact]
    public void StepAsync_WebhookThatNeverAnswers_HoldsUpNothing() => VirtualWorld.Run(async world =>
    {
        var rig = await LifecycleRig.StartAsync(world, Address);
        rig.Hook = new((_, ct) => ScriptedTransport.HangAsync(ct));
        rig.Restart();
        rig.Primary.Add("1");
        await rig.OweAsync();
        await rig.PassAsync(2);
        Assert.Equal(["1=inactive"], rig.Primary.Changes);
        Assert.Single(rig.Hook.Requests);
        await rig.PassAsync(30);
        Assert.InRange(rig.Hook.Requests.Count, 3, 5);
        Assert.Single(rig.Events, static id => id == 126);
    });

    [Theory]
    [InlineData(199, 2)]
    [InlineData(200, 1)]
    [InlineData(299, 1)]
    [InlineData(302, 2)]
    [InlineData(400, 2)]
    [InlineData(500, 2)]
    public void StepAsync_OneAnswerOfTheWebhook_IsTakenFor2xxOnly(int status, int posts) => VirtualWorld.Run(async world =>
    {
        var rig = await LifecycleRig.StartAsync(world, Address);
        rig.HookAnswer = _ => new() { Status = rig.Posts.Count == 1 ? status : 204 };
        await rig.PassAsync(10);
        Assert.Equal(posts, rig.Posts.Count);
    });

    [Fact]
    public void StepAsync_StateChangesWhileAnOlderOneIsOnItsWay_PostsTheNewerOneToo() => VirtualWorld.Run(async world =>
    {
        var rig = await LifecycleRig.StartAsync(world, Address);
        var (gate, bodies) = (new TaskCompletionSource<StoreResponse>(), new List<string>());
        rig.Hook = new((request, _) =>
        {
            bodies.Add(StateOf(StoreSamples.Text(request.Body)));
            return bodies.Count == 1 ? gate.Task : Task.FromResult(StoreResponse.NoContent);
        });
        rig.Restart();
        await rig.Gate.StepAsync(CancellationToken.None);
        await rig.OweAsync();
        await rig.Gate.StepAsync(CancellationToken.None);
        gate.SetResult(StoreResponse.NoContent);
        await rig.PassAsync(2);
        Assert.Equal(["running", "paused"], bodies);
    });

    private static string StateOf(string post) => JsonDocument.Parse(post).RootElement.GetProperty("state").GetString()!;
}

using System.Text.Json;
using Holdfast.Pipeline.Tests.Support;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Entities;

namespace Holdfast.Functions.Tests.Support;

/// <summary>The engine finds what an orchestrator may not do; otherwise the tests that run on it would show nothing.</summary>
public sealed class ReplayingEngineTests
{
    private int _calls;

    [Fact]
    public void RunAsync_InputDiffersFromRunToRun_IsNonDeterminism() => Fails(async context =>
    {
        await context.CallActivityAsync<int>("echo", _calls++);
        await context.CallActivityAsync<int>("echo", 1);
    }, "at position 0");

    [Fact]
    public void RunAsync_LessIsDoneAgain_IsNonDeterminism() => Fails(async context =>
    {
        if (_calls++ == 0)
            context.SendEvent("a", "b", "c");
        await context.CallActivityAsync<int>("echo", 1);
        await context.CallActivityAsync<int>("echo", 1);
    }, "at position 0");

    [Fact]
    public void RunAsync_TimerIsLeftOpen_IsFound() => Fails(async context =>
    {
        _ = context.CreateTimer(context.CurrentUtcDateTime.AddHours(1), CancellationToken.None);
        await context.CallActivityAsync<int>("echo", 1);
    }, "open tasks");

    [Fact]
    public void RunAsync_AwaitsWhatIsNotDurable_IsFound()
    {
        var outside = new TaskCompletionSource();
        Fails(async context =>
        {
            await context.CallActivityAsync<int>("echo", 1);
            await outside.Task;
        }, "timed out");
    }

    [Fact]
    public void RunAsync_EventsBeforeAndAfterContinueAsNew_AreKept() => VirtualWorld.Run(async world =>
    {
        var heard = new List<string>();
        var engine = Engine(world, async context =>
        {
            var first = await context.WaitForExternalEvent<string>("word");
            if (!context.IsReplaying)
                heard.Add(first);
            if (first == "last")
                return;
            context.ContinueAsNew(newInput: 1);
        });
        foreach (var word in (string[])["one", "two", "last"])
            engine.Raise("WORD", JsonSerializer.Serialize(word));
        await engine.RunAsync(null);
        Assert.Equal(["one", "two", "last"], heard);
        Assert.Equal(3, engine.Generations);
    });

    [Fact]
    public void RunAsync_LockIsHeldElsewhere_IsWaitedFor() => VirtualWorld.Run(async world =>
    {
        var hub = new EntityWorld(JsonSerializerOptions.Web);
        hub.Add("e", static operation =>
        {
            operation.State.SetState(1);
            return ValueTask.FromResult<object?>(17);
        });
        var id = new EntityInstanceId("e", "k");
        Assert.True(hub.TryLock(id));
        var answer = 0;
        var engine = new ReplayingEngine(async context =>
        {
            await using (await context.Entities.LockEntitiesAsync([id]))
                Assert.True(context.Entities.InCriticalSection(out _));
            answer = await context.Entities.CallEntityAsync<int>(id, "get");
        }, hub, world.Time, JsonSerializerOptions.Web);
        var running = engine.RunAsync(null);
        await hub.PerformAsync(id, "set", null);
        await Task.Delay(TimeSpan.FromSeconds(5), world.Time);
        Assert.False(running.IsCompleted);
        Assert.Null(hub.StateOf(id));
        await hub.UnlockAsync(id);
        await running;
        Assert.Equal((17, "1"), (answer, hub.StateOf(id)));
    });

    private static void Fails(Func<TaskOrchestrationContext, Task> orchestrator, string why) => VirtualWorld.Run(async world =>
    {
        var failure = await Assert.ThrowsAnyAsync<Exception>(() => Engine(world, orchestrator).RunAsync(null));
        Assert.Contains(why, failure.Message, StringComparison.OrdinalIgnoreCase);
    });

    private static ReplayingEngine Engine(VirtualWorld world, Func<TaskOrchestrationContext, Task> orchestrator)
    {
        var engine = new ReplayingEngine(orchestrator, new(JsonSerializerOptions.Web), world.Time, JsonSerializerOptions.Web);
        engine.Add<int, int>("echo", Task.FromResult);
        return engine;
    }
}

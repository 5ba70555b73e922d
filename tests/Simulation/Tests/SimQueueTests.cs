using System.Text;
using Holdfast.Pipeline.Sharing;
using Holdfast.Simulation.Scenarios;
using Holdfast.Simulation.Sharing;

namespace Holdfast.Simulation.Tests;

/// <summary>The simulated queue keeps the rules that the product relies on, and no others.</summary>
public sealed class SimQueueTests
{
    private readonly SharedWorld _world;

    public SimQueueTests()
    {
        var scenario = ScenarioMaker.Make(1, new Features { Instances = true });
        var sharing = scenario.Sharing! with { LockDuration = TimeSpan.FromSeconds(10), MaxMessageBytes = 1024, QueueBytes = 4096 };
        _world = new(scenario with { Sharing = sharing });
    }

    [Fact]
    public void Receive_SeveralSessions_GivesEachItsOwnInOrder()
    {
        Send("a", "1", "first");
        Send("b", "2", "other");
        Send("a", "3", "second");

        var items = _world.Queue.Receive(Accept("a"), 10).Items!;

        Assert.Equal(["first", "second"], items.Select(static item => Encoding.UTF8.GetString(item.Body.Span)));
        Assert.True(items[0].Sequence < items[1].Sequence);
    }

    [Fact]
    public void Send_SameIdAgain_IsDroppedWhateverItsSession()
    {
        Send("a", "1", "first");
        Send("b", "1", "copy");

        Assert.Equal(["a"], _world.Queue.Sessions);
    }

    [Fact]
    public void Send_OneMessageTooLarge_TakesNone()
    {
        var result = _world.Queue.Send([Message("a", "1", "small"), Message("a", "2", new string('x', 2000))]);

        Assert.Equal(QueueFault.TooLarge, result.Fault);
        Assert.Empty(_world.Queue.Messages);
    }

    [Fact]
    public void Send_BeyondTheQueuesSize_IsRefused()
    {
        for (var number = 0; number < 4; number++)
            Assert.True(_world.Queue.Send([Message("a", $"{number}", new string('x', 900))]).Succeeded);

        Assert.Equal(QueueFault.Full, _world.Queue.Send([Message("a", "last", new string('x', 900))]).Fault);
    }

    [Fact]
    public void Accept_HeldSession_IsLockedUntilItsLockEnds()
    {
        Accept("a");

        Assert.Equal(QueueFault.Locked, _world.Queue.Accept("a").Result.Fault);
        Wait(10);
        Assert.True(_world.Queue.Accept("a").Result.Succeeded);
    }

    [Fact]
    public void Complete_AfterTheLockHasEnded_IsLostAndTheMessageComesAgain()
    {
        Send("a", "1", "first");
        var held = Accept("a");
        var items = _world.Queue.Receive(held, 10).Items!;
        Wait(10);

        Assert.Equal(QueueFault.LockLost, _world.Queue.Complete(held, items).Fault);
        var again = Assert.Single(_world.Queue.Receive(Accept("a"), 10).Items!);
        Assert.Equal(2, again.Deliveries);
    }

    [Fact]
    public void Release_WithoutCompletion_GivesTheMessageAgainUncounted()
    {
        Send("a", "1", "first");
        var held = Accept("a");
        _world.Queue.Receive(held, 10);
        _world.Queue.Release(held);

        Assert.Equal(1, Assert.Single(_world.Queue.Receive(Accept("a"), 10).Items!).Deliveries);
    }

    [Fact]
    public void Renew_HeldLock_HoldsItsWholeDurationOnceMore()
    {
        var held = Accept("a");
        Wait(9);
        _world.Queue.Renew(held);
        Wait(9);

        Assert.True(_world.Queue.Renew(held).Succeeded);
    }

    [Fact]
    public void Peek_NotesThatExpired_AreGone()
    {
        _world.Board.Post(new byte[] { 1 }, TimeSpan.FromSeconds(5));
        _world.Board.Post(new byte[] { 2 }, TimeSpan.FromMinutes(5));
        Wait(5);

        Assert.Equal(2, Assert.Single(_world.Board.Peek(0, 1)).Sequence);
    }

    private void Wait(int seconds) => _world.Scheduler.RunUntil(_world.Scheduler.Now + TimeSpan.FromSeconds(seconds).Ticks);

    private void Send(string session, string id, string body) => Assert.True(_world.Queue.Send([Message(session, id, body)]).Succeeded);

    private SimLock Accept(string session) => _world.Queue.Accept(session).Lock!;

    private static QueueMessage Message(string session, string id, string body) =>
        new(session, id, Encoding.UTF8.GetBytes(body), new Dictionary<string, object>(), TimeSpan.FromDays(7));
}

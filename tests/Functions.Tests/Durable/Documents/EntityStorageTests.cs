using System.Text;
using System.Text.Json;
using Holdfast.Functions.Durable;
using Holdfast.Functions.Durable.Documents;
using Holdfast.Functions.Tests.Support;
using Holdfast.Pipeline.Storage;
using Holdfast.Pipeline.Tests.Support;

namespace Holdfast.Functions.Tests.Durable.Documents;

public sealed class EntityStorageTests
{
    private static readonly byte[] One = Encoding.UTF8.GetBytes("one");

    [Fact]
    public void ReplaceAsync_IsReadByAnotherInstanceAsSoonAsItIsDone() => VirtualWorld.Run(async world =>
    {
        var (storage, other, _, _) = Start(world);
        Assert.Equal(StorageFault.Missing, (await storage.ReadAllAsync("a.json", 100)).Fault);
        Assert.True((await storage.ReplaceAsync("a.json", One)).Succeeded);
        Assert.Equal(One, (await other.ReadAllAsync("a.json", 100)).Value);
        Assert.True((await other.ReplaceAsync("a.json", ReadOnlyMemory<byte>.Empty)).Succeeded);
        Assert.Empty((await storage.ReadAllAsync("a.json", 100)).Value!);
    });

    [Fact]
    public void Folder_KeepsFilesOfOneNameApart() => VirtualWorld.Run(async world =>
    {
        var (storage, other, _, _) = Start(world);
        await storage.Folder("lifecycle").Folder("tasks").ReplaceAsync("s/0.json", One);
        Assert.Equal(StorageFault.Missing, (await storage.ReadAllAsync("s/0.json", 100)).Fault);
        Assert.Equal(One, (await other.Folder("lifecycle").Folder("tasks").ReadAllAsync("s/0.json", 100)).Value);
        Assert.False((await storage.ListAsync()).Succeeded);
    });

    [Fact]
    public void DeleteAsync_AndRenameAsync_DoAsOnADisk() => VirtualWorld.Run(async world =>
    {
        var (storage, other, _, _) = Start(world);
        await storage.ReplaceAsync("a", One);
        Assert.True((await storage.RenameAsync("a", "b")).Succeeded);
        Assert.Equal((StorageFault.Missing, StorageFault.None), ((await other.ReadAllAsync("a", 9)).Fault, (await other.ReadAllAsync("b", 9)).Fault));
        Assert.Equal(StorageFault.Missing, (await storage.RenameAsync("a", "c")).Fault);
        Assert.True((await storage.DeleteAsync("b")).Succeeded);
        Assert.True((await storage.DeleteAsync("never")).Succeeded);
        Assert.Equal(StorageFault.Missing, (await other.ReadAllAsync("b", 9)).Fault);
    });

    [Fact]
    public void SyncAsync_OfAFileThatIsOpen_MakesItDurable() => VirtualWorld.Run(async world =>
    {
        var (storage, other, _, _) = Start(world);
        await using (var file = (await storage.CreateAsync("log")).Value!)
        {
            await file.WriteAsync(0, [One, One]);
            await file.TruncateAsync(4);
            Assert.Equal(StorageFault.Missing, (await other.ReadAllAsync("log", 9)).Fault);
            Assert.True((await file.SyncAsync()).Succeeded);
        }

        Assert.Equal("oneo", Encoding.UTF8.GetString((await other.ReadAllAsync("log", 9)).Value!));
    });

    [Theory]
    [InlineData(0, true)]
    [InlineData(1, false)]
    public void ReplaceAsync_AtAndAboveTheLimit_IsTakenAndRefused(int above, bool taken) => VirtualWorld.Run(async world =>
    {
        var (storage, _, hub, _) = Start(world);
        Assert.Equal(taken, (await storage.ReplaceAsync("a", new byte[EntityStorage.MaximumBytes + above])).Succeeded);
        Assert.Equal(taken ? 1 : 0, hub.Performed.Count);
    });

    [Fact]
    public void ReplaceAsync_NeverSeen_FailsWhenItsPatienceIsOver() => VirtualWorld.Run(async world =>
    {
        var (storage, _, _, client) = Start(world);
        client.Forgetful = true;
        var replaced = await storage.ReplaceAsync("a", One);
        Assert.Equal((StorageFault.Failed, "a was not seen to change within 00:00:20"), (replaced.Fault, replaced.Message));
        Assert.InRange(world.Time.Elapsed, EntityStorage.Patience, EntityStorage.Patience * 1.2);
    });

    [Fact]
    public void ReplaceAsync_OverwrittenBeforeItWasSeen_IsDoneAllTheSame() => VirtualWorld.Run(async world =>
    {
        var (storage, other, _, _) = Start(world);
        var both = await Task.WhenAll(storage.ReplaceAsync("a", One).AsTask(), other.ReplaceAsync("a", Encoding.UTF8.GetBytes("two")).AsTask());
        Assert.All(both, static result => Assert.True(result.Succeeded));
    });

    [Fact]
    public void Any_ClientIsAway_IsAFault() => VirtualWorld.Run(async world =>
    {
        var (storage, _, _, client) = Start(world);
        client.Trouble = static _ => throw new InvalidOperationException("away");
        Assert.Equal(StorageFault.Failed, (await storage.ReadAllAsync("a", 9)).Fault);
        Assert.Equal(StorageFault.Failed, (await storage.ReplaceAsync("a", One)).Fault);
        Assert.Equal(StorageFault.Failed, (await storage.DeleteAsync("a")).Fault);
    });

    [Fact]
    public void Apply_DeliveredTwice_ChangesNothingMore()
    {
        var first = Document.Apply(null, new(One, "1"));
        var second = Document.Apply(first, new(null, "2"));
        Assert.Same(second, Document.Apply(second, new(One, "1")));
        var many = Enumerable.Range(0, 50).Aggregate(second, static (document, number) => Document.Apply(document, new(null, $"n{number}")));
        Assert.Equal(Document.MaximumStamps, many.Stamps.Length);
    }

    private static (EntityStorage Storage, EntityStorage Other, EntityWorld Hub, FakeEntityClient Client) Start(VirtualWorld world)
    {
        var hub = new EntityWorld(JsonSerializerOptions.Web);
        hub.Add(DurableNames.Document, DocumentEntity.Handle);
        var client = new FakeEntityClient(hub, world.Time);
        var holder = new DurableClientHolder();
        holder.Offer(new FakeDurableClient(client));
        return (new(new(holder, world.Time), world.Time), new(new(holder, world.Time), world.Time), hub, client);
    }
}

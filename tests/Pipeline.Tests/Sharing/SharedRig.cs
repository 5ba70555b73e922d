using Holdfast.Pipeline.Configuration;
using Holdfast.Pipeline.Deferring;
using Holdfast.Pipeline.Sharing;
using Holdfast.Pipeline.Tests.Support;
using Holdfast.Tests.Support.Sharing;

namespace Holdfast.Pipeline.Tests.Sharing;

/// <summary>A queue, a board, stores, and the instances that share them, under virtual time.</summary>
internal sealed class SharedRig
{
    public static readonly OwedLane Hot = new("s0", WritingRig.Bucket);

    private readonly List<SharedInstance> _instances = [];

    public SharedRig(VirtualWorld world, MemoryQueueLimits? limits = null, WritingRigOptions? options = null)
    {
        World = world;
        Queue = new(world.Time, limits);
        Board = new(world.Time);
        Settings = (options ?? new()).Settings();
        Stores = [.. Settings.Table.Stores.Select(static _ => new FakeStore())];
    }

    public VirtualWorld World { get; }

    public MemorySessionQueue Queue { get; }

    public MemoryBoard Board { get; }

    public HoldfastSettings Settings { get; }

    public SharingOptions Options { get; init; } = new() { Instance = "?" };

    public QueueSizeProbe? Probe { get; init; }

    public IReadOnlyList<FakeStore> Stores { get; }

    public FakeStore Primary => Stores[0];

    /// <summary>What the primary has of each second: the last value that was applied.</summary>
    public IReadOnlyDictionary<string, string> Content(int store = 0)
    {
        var content = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var line in Stores[store].Lines)
        {
            var parts = line.Split(' ');
            content[parts[^1]] = parts[1];
        }

        return content;
    }

    /// <summary>The value that a store has for a second; null for none.</summary>
    public int? ValueAt(int second, int store = 0) =>
        Content(store).TryGetValue($"{WritingRig.TimeOf(second)}", out var value) ? int.Parse(value["v=".Length..^1], System.Globalization.CultureInfo.InvariantCulture) : null;

    public static string Line(int value, int second) => $"m v={value}i {WritingRig.TimeOf(second)}";

    /// <summary>Starts an instance that knows the board.</summary>
    public async Task<SharedInstance> StartAsync(string name)
    {
        var instance = await SharedInstance.StartAsync(this, name);
        Assert.Null(await instance.StepAsync());
        _instances.Add(instance);
        return instance;
    }

    /// <summary>An instance is no more: its steps end.</summary>
    public void Kill(SharedInstance instance) => _instances.Remove(instance);

    /// <summary>Lets time pass; all instances take their steps every second.</summary>
    public async Task PassAsync(double seconds)
    {
        for (var second = 0.0; second < seconds; second++)
        {
            await Task.Delay(TimeSpan.FromSeconds(Math.Min(1, seconds - second)), World.Time);
            await StepAsync();
        }
    }

    public async Task StepAsync()
    {
        foreach (var instance in _instances.ToList())
        {
            await instance.StepAsync();
            await instance.Log.StepAsync(CancellationToken.None);
            instance.Breakers.Tick();
        }
    }
}

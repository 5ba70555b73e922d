using Holdfast.Pipeline.Storage;

namespace Holdfast.Pipeline.Tests.Storage;

/// <summary>What a <see cref="MemoryDisk"/> does wrong.</summary>
public sealed class MemoryFaults
{
    private readonly Dictionary<MemoryStep, double> _rates = [];
    private readonly Dictionary<MemoryStep, int> _next = [];

    /// <summary>The process dies at this step, which may have been half done.</summary>
    public long CrashAt { get; set; } = long.MaxValue;

    public bool Dead { get; set; }

    /// <summary>The disk is full beyond so many bytes; a write is then short.</summary>
    public long Capacity { get; set; } = long.MaxValue;

    /// <summary>While set, file syncs wait for it.</summary>
    public Task? SyncGate { get; set; }

    /// <summary>While set, reads of files wait for it.</summary>
    public Task? ReadGate { get; set; }

    /// <summary>Every step gives way to other work first.</summary>
    public bool Yields { get; set; }

    /// <summary>Makes a share of all steps of a kind fail.</summary>
    public void Fail(MemoryStep step, double rate) => _rates[step] = rate;

    /// <summary>Makes the next so many steps of a kind fail.</summary>
    public void FailNext(MemoryStep step, int times = 1) => _next[step] = times;

    public void Reset()
    {
        _rates.Clear();
        _next.Clear();
        CrashAt = long.MaxValue;
        Dead = false;
        Capacity = long.MaxValue;
        SyncGate = null;
        ReadGate = null;
    }

    public StorageFault Decide(MemoryStep step, Random random)
    {
        if (_next.TryGetValue(step, out var times) && times > 0)
        {
            _next[step] = times - 1;
            return StorageFault.Failed;
        }

        return _rates.TryGetValue(step, out var rate) && random.NextDouble() < rate ? StorageFault.Failed : StorageFault.None;
    }
}

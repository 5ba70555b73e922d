using Holdfast.Pipeline.Storage;

namespace Holdfast.Pipeline.Tests.Storage;

/// <summary>
/// A disk in memory that keeps apart what a process sees and what is durable, fails as told, and can lose power. All storages on it share
/// its faults. Single-threaded or not: every step holds its lock.
/// </summary>
public sealed class MemoryDisk(Random random)
{
    private readonly Dictionary<string, MemoryFolder> _folders = new(StringComparer.Ordinal);
    private long _steps;

    public Lock Gate { get; } = new();

    public Random Random { get; } = random;

    /// <summary>What the disk does wrong.</summary>
    public MemoryFaults Faults { get; } = new();

    /// <summary>Steps taken since the disk was made; syncs and all.</summary>
    public long Steps { get { lock (Gate) return _steps; } }

    public long FileSyncs { get; private set; }

    /// <summary>Every step with its file, in order, for comparing two runs.</summary>
    public List<string> Trace { get; } = [];

    /// <summary>The folder that a process gets to see.</summary>
    public MemoryStorage Root() => new(this, "");

    /// <summary>Bytes of all files.</summary>
    public long Bytes { get { lock (Gate) return _folders.Values.Sum(folder => folder.Live.Values.Sum(file => file.Live.Length)); } }

    public MemoryFolder Folder_NeedsLock(string path)
    {
        if (!_folders.TryGetValue(path, out var folder)) _folders[path] = folder = new MemoryFolder();
        return folder;
    }

    /// <summary>The live content of a file, for a test to look at.</summary>
    public byte[] Read(string folder, string name)
    {
        lock (Gate) return [.. Folder_NeedsLock(folder).Live[name].Live];
    }

    /// <summary>Replaces a file's content durably, as bit rot or an operator would.</summary>
    public void Write(string folder, string name, byte[] content)
    {
        lock (Gate)
        {
            var file = new MemoryNode { Live = content };
            file.Sync();
            var target = Folder_NeedsLock(folder);
            target.Live[name] = file;
            target.Durable[name] = file;
        }
    }

    public void Remove(string folder, string name)
    {
        lock (Gate)
        {
            Folder_NeedsLock(folder).Live.Remove(name);
            Folder_NeedsLock(folder).Durable.Remove(name);
        }
    }

    public IReadOnlyList<string> Names(string folder)
    {
        lock (Gate) return [.. Folder_NeedsLock(folder).Live.Keys.Order(StringComparer.Ordinal)];
    }

    /// <summary>
    /// The process is gone; what it had written stays in the system's cache. Storages made before must not be used any more.
    /// </summary>
    public void Kill()
    {
        lock (Gate) Faults.Reset();
    }

    /// <summary>
    /// Power is lost: of what was not synced, a random part is durable, in the order of folders' journals, torn at any byte of a file.
    /// </summary>
    public void LosePower()
    {
        lock (Gate)
        {
            foreach (var folder in _folders.Values) folder.LosePower(Random);
            Faults.Reset();
        }
    }

    /// <summary>Counts a step and decides its fate.</summary>
    public StorageFault Step_NeedsLock(MemoryStep step, string name)
    {
        Trace.Add($"{step} {name}");
        if (++_steps == Faults.CrashAt) Faults.Dead = true;
        if (Faults.Dead) throw new DeadProcessException();
        if (step == MemoryStep.SyncFile) FileSyncs++;
        return Faults.Decide(step, Random);
    }
}

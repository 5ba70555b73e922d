namespace Holdfast.Simulation.Scheduling;

/// <summary>Everything that happens in a world, as one number, so that two runs can be compared; and as text, if it is to be read.</summary>
/// <param name="scheduler">The world's scheduler.</param>
/// <param name="kept">Whether the text is kept.</param>
internal sealed class TraceHash(Scheduler scheduler, bool kept)
{
    private ulong _hash = 0xCBF29CE484222325UL;

    /// <summary>The lines, if they are kept.</summary>
    public List<string> Lines { get; } = [];

    /// <summary>FNV-1a over all lines so far, and the number of steps.</summary>
    public ulong Value => unchecked(_hash * 31 + (ulong)scheduler.Steps);

    /// <summary>Something happened.</summary>
    public void Add(string happened)
    {
        var line = $"{TimeSpan.FromTicks(scheduler.Now):mm\\:ss\\.ffffff} {happened}";
        foreach (var character in line)
            _hash = unchecked((_hash ^ character) * 0x100000001B3UL);
        if (kept)
            Lines.Add(line);
    }
}

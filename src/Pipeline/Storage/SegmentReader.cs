namespace Holdfast.Pipeline.Storage;

/// <summary>
/// Reads the valid records of one segment in order, up to where it was synced when the reader was opened. Not safe for concurrent use.
/// </summary>
internal sealed class SegmentReader(SegmentedLog log, Segment segment, IStorageFile file, SegmentScanner scanner) : IAsyncDisposable
{
    /// <summary>The first sequence of the segment.</summary>
    public long Segment => segment.First;

    /// <summary>The next record, the end, or a fault of the disk. What is corrupt is kept aside, counted, and passed over.</summary>
    public async ValueTask<ScanStep> NextAsync()
    {
        while (true)
        {
            var step = await scanner.NextAsync();
            if (step.Kind == ScanKind.Fault) log.CountFault(step.Message);
            if (step.Kind != ScanKind.Gap) return step;
            await log.SetAsideAsync(file, segment.First, step.Offset, step.Length);
        }
    }

    public ValueTask DisposeAsync()
    {
        scanner.Dispose();
        return file.DisposeAsync();
    }
}

namespace Holdfast.Pipeline.Storage;

internal sealed partial class SegmentedLog
{
    /// <summary>
    /// Looks whether all files are where they belong. The segment that is open for appending is written again if it is gone, was cut or
    /// replaced; one that is closed cannot be, and is told once, with its name, in <see cref="Health"/>. A fault if either could not be done:
    /// what is missing may still be in hand then, and the next call tries again. Waits for its turn among the appends.
    /// </summary>
    public async Task<StorageResult> CheckAsync()
    {
        var check = new PendingAppend([], 0, null) { IsCheck = true };
        var outcome = Enqueue(check) ?? await check.Waiter.Task;
        return outcome.Status switch
        {
            LogAppendStatus.Appended => StorageResult.Success,
            LogAppendStatus.Full => StorageResult.Failure(StorageFault.Full, outcome.Message),
            _ => StorageResult.Failure(StorageFault.Failed, outcome.Message),
        };
    }

    private async ValueTask<StorageResult> CheckFilesAsync()
    {
        var kept = await _writer.KeepAsync([]);
        if (!kept.Succeeded) CountFault(kept.Message);
        var missed = await MissClosedAsync();
        return kept.Succeeded ? missed : kept;
    }

    private async ValueTask<StorageResult> MissClosedAsync()
    {
        // Taken down before the folder is listed, and looked at again behind it: what is being deleted meanwhile is not missed.
        Segment[] closed;
        lock (_lock) closed = [.. _segments.Where(segment => segment != _writer.Active && !segment.Deleting && !segment.Missed)];
        if (closed.Length == 0) return StorageResult.Success;
        var listed = await _storage.ListAsync();
        if (!listed.Succeeded)
        {
            CountFault(listed.Message);
            return listed.Outcome;
        }

        var lengths = listed.Value.ToDictionary(static entry => entry.Name, static entry => entry.Length, StringComparer.Ordinal);
        var missed = new List<string>();
        lock (_lock)
        {
            foreach (var segment in closed)
            {
                if (segment.Deleting || (lengths.TryGetValue(segment.Name, out var length) && length >= segment.End)) continue;
                segment.Missed = true;
                missed.Add(segment.Name);
                if (_segments.Contains(segment)) _bytes -= segment.FileBytes - length;
                segment.FileBytes = length;
            }
        }

        if (missed.Count > 0) _health.Lost(missed);
        return StorageResult.Success;
    }

    private bool IsNewest(Segment segment)
    {
        lock (_lock) return _segments.Count > 0 && _segments[^1] == segment;
    }
}

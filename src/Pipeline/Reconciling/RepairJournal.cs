using System.Text.Json;
using Holdfast.Pipeline.Storage;
using Holdfast.Pipeline.Writing;
using Holdfast.Routing.Recovery;
using Holdfast.Routing.Tiers;

namespace Holdfast.Pipeline.Reconciling;

/// <summary>
/// Keeps on the disk which ranges are being repaired. A repair that was under way when the process died may be applied after its restart,
/// over what was written meanwhile; so such a range is fenced again until it cannot be any more. Where instances share their fences, those
/// outlive the process, and nothing is kept here. Safe for concurrent callers.
/// </summary>
/// <param name="storage">Where the file is: <see cref="FileName"/>.</param>
/// <param name="fences">The fences.</param>
/// <param name="table">All targets, which are fenced whole when the file cannot be read.</param>
/// <param name="options">How long a store may take to apply what timed out.</param>
/// <param name="time">The clock.</param>
public sealed class RepairJournal(IStorage storage, FenceBook fences, RoutingTable table, RecoveryOptions options, TimeProvider time)
{
    /// <summary>The file, in the data folder; gone while nothing is being repaired.</summary>
    public const string FileName = "repairs.json";

    private const int MaxBytes = 16 * 1024 * 1024;

    private readonly AsyncGate _gate = new();
    private readonly HashSet<PendingRepair> _pending = new(ReferenceEqualityComparer.Instance);

    /// <summary>How many ranges are being repaired, or are fenced because they were when the process died.</summary>
    public int Count
    {
        get
        {
            lock (_pending)
                return _pending.Count;
        }
    }

    /// <summary>
    /// Fences what was being repaired when the process died, for <see cref="RecoveryOptions.Settle"/> from now. To be called once, before the
    /// first write is taken and before anything is drained.
    /// </summary>
    /// <returns>Ends when the fences are lowered; nobody needs to wait for it.</returns>
    public async Task<Task> RestoreAsync(CancellationToken stopping)
    {
        // Nothing was kept; and what is small lives where a starting instance cannot read yet, which must not fence everything at each start.
        if (fences.IsShared)
            return Task.CompletedTask;
        var left = await LoadAsync();
        if (left.Count == 0)
            return Task.CompletedTask;
        var raised = left.Select(repair => fences.Raise(repair.Store, repair.Bucket, repair.MinTime, repair.MaxTime)).ToList();
        lock (_pending)
            _pending.UnionWith(left);
        return LowerAsync(left, raised, stopping);
    }

    /// <summary>Remembers a range, durably.</summary>
    /// <returns>Why it could not be; null when it is.</returns>
    internal async Task<string?> AddAsync(PendingRepair repair)
    {
        lock (_pending)
            _pending.Add(repair);
        return await SaveAsync();
    }

    /// <summary>Forgets a range. When the disk fails it is fenced once more after a restart, which costs nothing but that.</summary>
    internal async Task RemoveAsync(PendingRepair repair)
    {
        lock (_pending)
            _pending.Remove(repair);
        await SaveAsync();
    }

    private async Task LowerAsync(List<PendingRepair> left, List<IDisposable> raised, CancellationToken stopping)
    {
        try
        {
            await Task.Delay(options.Settle, time, stopping);
        }
        catch (OperationCanceledException)
        {
            // Stopped before the time was over: the file stays for the next start.
            return;
        }

        raised.ForEach(static fence => fence.Dispose());
        lock (_pending)
            left.ForEach(repair => _pending.Remove(repair));
        await SaveAsync();
    }

    private async Task<string?> SaveAsync()
    {
        // The fence that was raised for all instances outlives this process, and the file would be everybody's.
        if (fences.IsShared)
            return null;
        await _gate.EnterAsync();
        try
        {
            byte[] content;
            bool none;
            lock (_pending)
                (none, content) = (_pending.Count == 0, JsonSerializer.SerializeToUtf8Bytes(_pending));
            var saved = none ? await DeleteAsync() : await storage.ReplaceAsync(FileName, content);
            return saved.Succeeded ? null : saved.Message ?? "the disk failed";
        }
        finally
        {
            _gate.Leave();
        }
    }

    private async ValueTask<StorageResult> DeleteAsync()
    {
        var deleted = await storage.DeleteAsync(FileName);
        return deleted.Succeeded ? await storage.SyncFolderAsync() : deleted;
    }

    private async Task<List<PendingRepair>> LoadAsync()
    {
        var read = await storage.ReadAllAsync(FileName, MaxBytes);
        if (read.Fault == StorageFault.Missing)
            return [];
        try
        {
            if (read.Succeeded && JsonSerializer.Deserialize<List<PendingRepair?>>(read.Value) is { } known && known.TrueForAll(static repair => repair is { Store: not null, Bucket: not null }))
                return [.. known.OfType<PendingRepair>()];
        }
        catch (JsonException)
        {
            // As below.
        }

        // Something was being repaired, and what is not known: every target might be written to late.
        return [.. table.Tiers.SelectMany(static tier => tier.Chain, static (tier, target) => new PendingRepair(target.Store, tier.Bucket, long.MinValue, long.MaxValue))];
    }
}

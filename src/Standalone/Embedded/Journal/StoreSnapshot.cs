using Holdfast.Pipeline.Storage;
using Holdfast.Standalone.Embedded.Engine;

namespace Holdfast.Standalone.Embedded.Journal;

/// <summary>
/// A store's content in one file: the databases and policies, every block of every series, and an end that names the first sequence of the
/// journal that it does not cover. It is written beside the old one while writes go on, and renamed over it when it is whole and synced.
/// </summary>
internal static class StoreSnapshot
{
    public const string FileName = "snapshot";

    private const int WriteBytes = 1024 * 1024;

    /// <summary>Writes a snapshot; yields its length in bytes.</summary>
    public static async Task<StorageResult<long>> WriteAsync(IStorage storage, Catalog catalog, long boundary, CancellationToken cancellationToken)
    {
        const string temporary = FileName + StorageExtensions.TemporarySuffix;
        StorageResult<IStorageFile> created = await storage.CreateAsync(temporary);
        if (!created.Succeeded) return StorageResult.Failure<long>(created.Fault, created.Message);

        StorageResult done;
        long length;
        await using (SnapshotFile file = new(created.Value, WriteBytes))
        {
            done = await WriteAsync(file, catalog, boundary, cancellationToken);
            if (done.Succeeded) done = await file.FinishAsync();
            length = file.Length;
        }

        if (done.Succeeded) done = await storage.RenameAsync(temporary, FileName);
        if (done.Succeeded) done = await storage.SyncFolderAsync();
        return done.Succeeded ? StorageResult.Of(length) : StorageResult.Failure<long>(done.Fault, done.Message);
    }

    /// <summary>
    /// Applies the snapshot, if there is one; yields its length. What is corrupt in it is passed over: what it held can come back from the
    /// other stores, and a store that does not start could not even take that.
    /// </summary>
    public static async Task<StorageResult<long>> ReadAsync(IStorage storage, JournalReplay replay, CancellationToken cancellationToken)
    {
        StorageResult<IStorageFile> opened = await storage.OpenAsync(FileName);
        if (opened.Fault == StorageFault.Missing) return StorageResult.Of(0L);
        if (!opened.Succeeded) return StorageResult.Failure<long>(opened.Fault, opened.Message);
        await using IStorageFile file = opened.Value;
        StorageResult<IReadOnlyList<StorageEntry>> listed = await storage.ListAsync();
        if (!listed.Succeeded) return StorageResult.Failure<long>(listed.Fault, listed.Message);
        var length = listed.Value.First(static entry => string.Equals(entry.Name, FileName, StringComparison.Ordinal)).Length;

        using SegmentScanner scanner = new(file, 0, length, after: 0, below: long.MaxValue);
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            ScanStep step = await scanner.NextAsync();
            if (step.Kind == ScanKind.Fault) return StorageResult.Failure<long>(StorageFault.Failed, step.Message);
            if (step.Kind == ScanKind.End) return StorageResult.Of(length);
            if (step.Kind == ScanKind.Record) replay.Apply(step.Payload.Span);
            else replay.CorruptSnapshotBytes += step.Length;
        }
    }

    private static async Task<StorageResult> WriteAsync(
        SnapshotFile file, Catalog catalog, long boundary, CancellationToken cancellationToken)
    {
        RecordWriter record = new(RecordKind.SnapshotEnd);
        foreach (Database database in catalog.Databases.Values)
        {
            StorageResult written = await WriteAsync(file, database);
            foreach (Bucket bucket in database.Policies.Values)
                if (written.Succeeded) written = await WriteAsync(file, bucket, record, cancellationToken);
            if (!written.Succeeded) return written;
        }

        record.Clear(RecordKind.SnapshotEnd);
        return await file.AddAsync(record.Int64(boundary));
    }

    /// <summary>Writes a database and its policies. Its default policy may have been dropped; then the name of it is all there is to keep.</summary>
    private static async Task<StorageResult> WriteAsync(SnapshotFile file, Database database)
    {
        StorageResult written = await file.AddAsync(
            JournalReplay.WritePolicy(RecordKind.CreateDatabase, database.Name, Spec(database.Find(null), database.DefaultPolicy)));
        if (written.Succeeded && database.Find(null) is null)
            written = await file.AddAsync(new RecordWriter(RecordKind.DropPolicy).Text(database.Name).Text(database.DefaultPolicy));
        foreach (Bucket bucket in database.Policies.Values)
        {
            if (written.Succeeded)
                written = await file.AddAsync(JournalReplay.WritePolicy(RecordKind.CreatePolicy, database.Name, Spec(bucket, bucket.Policy)));
        }

        return written;
    }

    private static PolicySpec Spec(Bucket? bucket, string name) => new(name, bucket?.Retention ?? 0, bucket?.ShardDuration);

    private static async Task<StorageResult> WriteAsync(
        SnapshotFile file, Bucket bucket, RecordWriter record, CancellationToken cancellationToken)
    {
        Series[] all;
        lock (bucket.Gate) all = [.. bucket.Measurements.SelectMany(static measurement => measurement.Series)];
        foreach (Series series in all)
        {
            cancellationToken.ThrowIfCancellationRequested();

            // The gate is let go between blocks, so that a large series does not hold up writers. The next block is found by time, because
            // blocks may have been split or removed meanwhile.
            var next = long.MinValue;
            while (true)
            {
                lock (bucket.Gate)
                {
                    if (FirstFrom(series, next) is not { } block) break;
                    BlockRecord.Write(record, bucket, series, block);
                    next = block.Last;
                }

                StorageResult written = await file.AddAsync(record);
                if (!written.Succeeded) return written;
                if (next == long.MaxValue) break;
                next++;
            }
        }

        return StorageResult.Success;
    }

    /// <summary>The first block with a point at or after a time.</summary>
    private static Block? FirstFrom(Series series, long time)
    {
        for (var i = Math.Max(0, series.BlockAt(time)); i < series.Blocks.Count; i++)
            if (series.Blocks[i].Last >= time) return series.Blocks[i];
        return null;
    }
}

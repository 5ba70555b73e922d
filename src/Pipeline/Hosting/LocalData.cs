using Holdfast.Pipeline.Configuration;
using Holdfast.Pipeline.DeadLetters;
using Holdfast.Pipeline.Deferring;
using Holdfast.Pipeline.Storage;

namespace Holdfast.Pipeline.Hosting;

/// <summary>What one process keeps in its data folder, open for as long as the process runs. The folder's lock keeps every other process out.</summary>
internal sealed class LocalData : IAsyncDisposable
{
    private readonly DirectoryLock _lock;

    private LocalData(DirectoryLock held, IStorage storage, FileDeferredLog log, FileDeadLetters letters)
    {
        _lock = held;
        Storage = storage;
        Log = log;
        Letters = letters;
    }

    /// <summary>The data folder.</summary>
    public IStorage Storage { get; }

    /// <summary>The deferred log.</summary>
    public FileDeferredLog Log { get; }

    /// <summary>The dead letters.</summary>
    public FileDeadLetters Letters { get; }

    /// <summary>Opens the folder, making it when it is missing.</summary>
    /// <returns>The data, or why the folder cannot be used.</returns>
    public static async Task<(LocalData? Data, string? Error)> OpenAsync(DataOptions options, TimeProvider time, CancellationToken cancellation)
    {
        if (DirectoryLock.TryAcquire(options.Path, out var error) is not { } held)
            return (null, error);
        var storage = new PhysicalStorage(options.Path);
        var log = await FileDeferredLog.OpenAsync(storage, options, time, cancellation);
        if (!log.Succeeded)
        {
            held.Dispose();
            return (null, $"The deferred log in '{options.Path}' cannot be opened: {log.Message}");
        }

        var letters = await FileDeadLetters.OpenAsync(storage, DeadLetterLimits.From(options), cancellation);
        if (!letters.Succeeded)
        {
            await log.Value.DisposeAsync();
            held.Dispose();
            return (null, $"The dead letters in '{options.Path}' cannot be opened: {letters.Message}");
        }

        return (new(held, storage, log.Value, letters.Value), null);
    }

    /// <summary>
    /// Looks whether the files of both logs are where they belong, and brings back what can be. What hinders it is counted by the logs.
    /// </summary>
    public async Task CheckAsync()
    {
        await Log.CheckAsync();
        await Letters.CheckAsync();
    }

    /// <summary>Closes the files and lets the folder go. Safe to call twice.</summary>
    public async ValueTask DisposeAsync()
    {
        await Log.DisposeAsync();
        await Letters.DisposeAsync();
        _lock.Dispose();
    }
}

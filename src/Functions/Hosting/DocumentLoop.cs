using Holdfast.Functions.Durable;
using Holdfast.Pipeline.Hosting;
using Holdfast.Pipeline.Reconciling;
using Holdfast.Pipeline.Telemetry;
using Microsoft.Extensions.Logging;

namespace Holdfast.Functions.Hosting;

/// <summary>
/// Exchanges the small documents that all instances share: takes up what others have learnt and reported, and saves what this one has learnt.
/// Without a durable client there is nothing to exchange with; the first function that is called brings one.
/// </summary>
/// <remarks>
/// Two instances that learn a field at the same moment may learn two types of it; the document keeps both, and each instance the one that it
/// knew first. The next one that starts knows the first of the document: section 4 of the design says that the first seen wins, and among
/// instances it does within this loop's period. Backfill checks every batch against what the store itself holds.
/// </remarks>
/// <param name="clients">Whether there is a client.</param>
/// <param name="learnt">What was learnt.</param>
/// <param name="reports">The reports of comparisons.</param>
/// <param name="time">The clock.</param>
/// <param name="log">Where faults are told.</param>
internal sealed partial class DocumentLoop(DurableClientHolder clients, LearntFields learnt, ReconcileBook reports, TimeProvider time, ILogger<DocumentLoop> log)
    : Loop(TimeSpan.FromSeconds(5), time, log)
{
    /// <summary>What others have written is looked for every so many steps: once a minute.</summary>
    private const int ReadEvery = 12;

    private readonly ILogger _log = log;
    private int _steps;
    private bool _read;

    /// <inheritdoc/>
    protected override async Task StepAsync(CancellationToken stopping)
    {
        if (clients.Client is null)
            return;
        if (!_read || _steps % ReadEvery == 0)
            await ReadAsync();
        _steps++;
        if (_read && learnt.HasNew())
            await SaveAsync();
    }

    /// <inheritdoc/>
    protected override async Task EndAsync()
    {
        if (_read && learnt.HasNew())
            await SaveAsync();
    }

    private async Task ReadAsync()
    {
        var load = await learnt.LoadAsync();
        _read = load.Fault is null;
        if (load.Fault is { } fault)
            NotRead(_log, fault);
        await reports.LoadAsync();
    }

    /// <summary>Upon what the others have saved by now, since the document is replaced as a whole.</summary>
    private async Task SaveAsync()
    {
        var load = await learnt.LoadAsync();
        if ((load.Fault ?? await learnt.SaveAsync()) is { } fault)
            NotSaved(_log, fault);
    }

    [LoggerMessage(EventId = EventIds.DocumentsUnread, Level = LogLevel.Warning, Message = "What other instances have learnt could not be read, which is tried again: {Fault}")]
    private static partial void NotRead(ILogger log, string fault);

    [LoggerMessage(EventId = EventIds.DocumentsUnsaved, Level = LogLevel.Warning, Message = "The learnt field types could not be saved, which is tried again: {Fault}")]
    private static partial void NotSaved(ILogger log, string fault);
}

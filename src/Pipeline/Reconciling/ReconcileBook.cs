using System.Collections.Immutable;
using System.Text.Json;
using Holdfast.Pipeline.Operations;
using Holdfast.Pipeline.Storage;
using Holdfast.Routing.Reconciling;

namespace Holdfast.Pipeline.Reconciling;

/// <summary>The last reports, in memory and in a file. Safe for concurrent callers; reading takes no lock.</summary>
/// <param name="storage">Where the file is.</param>
public sealed class ReconcileBook(IStorage storage)
{
    /// <summary>The file, in the data folder.</summary>
    public const string FileName = "reconciliations.json";

    /// <summary>How many reports are kept. A calm one of the timer takes the place of the calm one before it, or calm would crowd out trouble.</summary>
    public const int MaxReports = 100;

    private const int MaxBytes = 64 * 1024 * 1024;

    private readonly AsyncGate _gate = new();
    private ImmutableArray<ReconcileReport> _reports = [];

    /// <summary>The reports, newest first.</summary>
    public ImmutableArray<ReconcileReport> Reports => _reports;

    /// <summary>Why the file could not be read or written the last time; null when it could. What it lacks is in memory.</summary>
    public string? Fault { get; private set; }

    /// <summary>Reads the file. One that cannot be read is left out, and told as the fault: nothing depends on old reports.</summary>
    public async Task LoadAsync()
    {
        var read = await storage.ReadAllAsync(FileName, MaxBytes);
        if (read.Fault == StorageFault.Missing)
            return;
        try
        {
            Fault = read.Message;
            if (!read.Succeeded)
                return;
            var reports = JsonSerializer.Deserialize<ImmutableArray<ReconcileReport?>>(read.Value, OperationsReports.Json);
            if (reports.All(IsSound))
                _reports = [.. reports.OfType<ReconcileReport>()];
            else
                Fault = $"{FileName} is damaged: a report lacks what every one has";
        }
        catch (JsonException damaged)
        {
            Fault = $"{FileName} is damaged: {damaged.Message}";
        }
    }

    /// <summary>Adds a report.</summary>
    public async Task AddAsync(ReconcileReport report)
    {
        ArgumentNullException.ThrowIfNull(report);
        ImmutableInterlocked.Update(ref _reports, static (reports, added) => With(reports, added), report);
        await _gate.EnterAsync();
        try
        {
            var saved = await storage.ReplaceAsync(FileName, JsonSerializer.SerializeToUtf8Bytes(_reports, OperationsReports.Json));
            Fault = saved.Message;
        }
        finally
        {
            _gate.Leave();
        }
    }

    private static ImmutableArray<ReconcileReport> With(ImmutableArray<ReconcileReport> reports, ReconcileReport added)
    {
        var before = IsCalm(added) ? reports.FirstOrDefault(report => string.Equals(report.Tier, added.Tier, StringComparison.Ordinal)) : null;
        var kept = before is not null && IsCalm(before) ? reports.Remove(before) : reports;
        return [added, .. kept.Take(MaxReports - 1)];
    }

    private static bool IsSound(ReconcileReport? report) =>
        report is { Id: not null, Tier: not null, Pairs.IsDefault: false }
        && report.Pairs.All(static pair => pair is { Store: not null, With: not null, Message: not null }
            && pair.Skipped.All(static window => window is not null) && pair.Conflicts.All(static conflict => conflict is not null));

    private static bool IsCalm(ReconcileReport report) =>
        report is { Cause: ReconcileCause.Timer, Outcome: ReconcileOutcome.Complete or ReconcileOutcome.Unsupported, Tally: { Missing: 0, Conflicting: 0 } };
}

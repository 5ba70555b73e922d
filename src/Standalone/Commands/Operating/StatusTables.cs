using System.Globalization;
using Spectre.Console;

namespace Holdfast.Standalone.Commands.Operating;

/// <summary>Draws the state of a running Holdfast. Whatever comes from outside is drawn as text, never as markup.</summary>
internal static class StatusTables
{
    /// <summary>The stores: breaker, and what each is owed.</summary>
    public static Table Stores(StoresStatus status, DeferredStatus deferred, DateTimeOffset now)
    {
        var table = TableOf("Store", "Url", "Api", "Region", "Breaker", "Since", "Cause", "Owed batches", "Points", "Bytes", "In no store", "Oldest");
        foreach (var store in status.Stores)
        {
            var unstored = deferred.Stores.FirstOrDefault(one => string.Equals(one.Store, store.Name, StringComparison.Ordinal))?.Unstored ?? 0;
            var mode = store.Mode + (store.Manual ? " (by hand)" : "") + (store.IsolationUntil is { } until ? $", probed in {Span(until - now)}" : "");
            AddRow(
                table, store.Name, store.Url, store.Api, store.Region, mode, Ago(store.Since, now), store.Cause, Count(store.Owed?.Batches), Count(store.Owed?.Points),
                ByteText.Of(store.Owed?.Bytes ?? 0), Count(unstored), Ago(store.Owed?.Oldest, now));
        }

        return table;
    }

    /// <summary>The tiers: each chain in its order.</summary>
    public static Table Tiers(StoresStatus status)
    {
        var table = TableOf("Tier", "Position", "Store", "Bucket", "Breaker", "Eligible");
        var rows = status.Stores
            .SelectMany(static store => store.Targets, static (store, target) => (Store: store, Target: target))
            .OrderBy(static row => row.Target.Tier, StringComparer.Ordinal).ThenBy(static row => row.Target.Position);
        foreach (var (store, target) in rows)
        {
            var position = target.Position == 0 ? "primary" : Count(target.Position + 1);
            AddRow(table, target.Tier, position, store.Name, target.Bucket, store.Mode, target.Eligible ? "yes" : $"no: {target.Reason}");
        }

        return table;
    }

    /// <summary>The latest changes of all breakers, the newest first; null when there were none.</summary>
    public static Table? Transitions(StoresStatus status, int most)
    {
        var latest = status.Stores
            .SelectMany(static store => store.Transitions, static (store, transition) => (store.Name, Transition: transition))
            .OrderByDescending(static row => row.Transition.At).Take(most).ToList();
        if (latest.Count == 0)
            return null;
        var table = TableOf("At", "Store", "From", "To", "Cause");
        foreach (var (name, transition) in latest)
            AddRow(table, $"{transition.At.UtcDateTime:yyyy-MM-dd HH:mm:ss}", name, transition.From, transition.To, transition.Cause);
        return table;
    }

    /// <summary>The deferred log in one sentence.</summary>
    public static string Deferred(DeferredStatus deferred) =>
        $"Deferred log: {ByteText.Of(deferred.Bytes)} of {ByteText.Of(deferred.MaxBytes)} ({(deferred.Share * 100).ToString("0.#", CultureInfo.InvariantCulture)} %)";

    private static Table TableOf(params ReadOnlySpan<string> titles)
    {
        var table = new Table { Border = TableBorder.Simple };
        foreach (var title in titles)
            table.AddColumn(new TableColumn(new Text(title)));
        return table;
    }

    private static void AddRow(Table table, params IEnumerable<string?> cells) =>
        table.AddRow(cells.Select(static cell => new Text(TerminalText.Of(cell ?? ""))));

    private static string Count(long? number) => (number ?? 0).ToString(CultureInfo.InvariantCulture);

    private static string Ago(DateTimeOffset? at, DateTimeOffset now) => at is { } then ? Span(now - then) + " ago" : "";

    /// <summary>The two largest units; the clocks of server and client may differ, so never below zero.</summary>
    public static string Span(TimeSpan span) => span switch
    {
        { Ticks: < 0 } => "0s",
        { TotalDays: >= 1 } => $"{span.Days}d{span.Hours}h",
        { TotalHours: >= 1 } => $"{span.Hours}h{span.Minutes}m",
        { TotalMinutes: >= 1 } => $"{span.Minutes}m{span.Seconds}s",
        _ => $"{span.Seconds}s",
    };
}

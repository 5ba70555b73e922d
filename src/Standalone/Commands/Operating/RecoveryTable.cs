using System.Globalization;
using Spectre.Console;

namespace Holdfast.Standalone.Commands.Operating;

/// <summary>Draws the recoveries that are under way. Whatever comes from outside is drawn as text, never as markup.</summary>
internal static class RecoveryTable
{
    /// <summary>The width of a bar, in characters.</summary>
    public const int BarWidth = 24;

    private const string Done = "done";
    private const string Backfilling = "backfilling";

    /// <summary>One line for each recovery under way: for a look in passing, or a log.</summary>
    public static IEnumerable<string> Lines(RecoveriesStatus recoveries) => UnderWay(recoveries).Select(static recovery =>
        TerminalText.Of($"Recovery of {recovery.Store}: {recovery.Phase}{Detail(recovery)}"));

    /// <summary>The recoveries under way, with a bar for each that is backfilling; null when there are none.</summary>
    /// <param name="recoveries">All of them.</param>
    /// <param name="unicode">Whether the terminal shows blocks.</param>
    public static Table? Of(RecoveriesStatus recoveries, bool unicode)
    {
        var underWay = UnderWay(recoveries).ToList();
        if (underWay.Count == 0)
            return null;
        var table = new Table { Border = TableBorder.Simple };
        foreach (var title in new[] { "Recovery", "Phase", "Progress", "" })
            table.AddColumn(new TableColumn(new Text(title)).NoWrap());
        foreach (var recovery in underWay)
        {
            var bar = recovery.Phase is Backfilling ? Bar(recovery.Progress?.Share ?? 0, unicode) : "";
            table.AddRow(new[] { recovery.Store, recovery.Phase, bar, Detail(recovery).TrimStart(',', ' ') }.Select(static cell => new Text(TerminalText.Of(cell))));
        }

        return table;
    }

    /// <summary>A bar with its share in per cent. It is full only when nothing is left.</summary>
    public static string Bar(double share, bool unicode)
    {
        var filled = (int)(Math.Clamp(share, 0, 1) * BarWidth);
        var (full, empty) = unicode ? ('█', '░') : ('#', '-');
        var percent = Math.Floor(Math.Clamp(share, 0, 1) * 100).ToString("0", CultureInfo.InvariantCulture);
        return $"{new string(full, filled)}{new string(empty, BarWidth - filled)} {percent,3} %";
    }

    private static IEnumerable<RecoveryStatus> UnderWay(RecoveriesStatus recoveries) =>
        recoveries.Stores.Where(static recovery => recovery.Phase is not Done);

    private static string Detail(RecoveryStatus recovery)
    {
        var detail = recovery switch
        {
            { Held: { } reason } => $", held by an operator: {reason}",
            { Phase: Backfilling, Progress: { } progress } => Detail(progress),
            { Soak: { } soak } => $", {Span(soak.SecondsLeft)} left{(soak.Restarts > 0 ? $", begun again {soak.Restarts} times" : "")}",
            _ => "",
        };
        return recovery.Fault is { Length: > 0 } fault ? $"{detail}, {fault}" : detail;
    }

    private static string Detail(ProgressStatus progress)
    {
        var left = progress.SecondsLeft is { } seconds ? $", {Span(seconds)} left" : "";
        var rate = progress.BytesPerSecond >= 1 ? $", {ByteText.Of((long)progress.BytesPerSecond)}/s" : "";
        return string.Create(
            CultureInfo.InvariantCulture,
            $", {progress.Left?.Batches ?? 0} batches with {progress.Left?.Points ?? 0} points ({ByteText.Of(progress.Left?.Bytes ?? 0)}) to go{rate}{left}");
    }

    private static string Span(double seconds) => StatusTables.Span(TimeSpan.FromSeconds(Math.Clamp(seconds, 0, TimeSpan.FromDays(3650).TotalSeconds)));
}

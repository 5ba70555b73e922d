using System.Text.Json;
using Holdfast.Standalone.Commands.Operating;
using Spectre.Console;

namespace Holdfast.Standalone.Commands.Drilling;

/// <summary>Writes the table of promises.</summary>
internal static class DrillResult
{
    /// <summary>As a table for people, or one JSON object for programs.</summary>
    public static async Task WriteAsync(CommandConsole console, OutputFormat format, string run, IReadOnlyList<DrillPromise> rows)
    {
        if (format == OutputFormat.Json)
        {
            var promises = rows.Select(static row => new { id = row.Id, promise = row.Promise, threshold = row.Threshold, seen = row.Seen, verdict = TextOf(row.Verdict) });
            await console.Out.WriteLineAsync(JsonSerializer.Serialize(new { run, kept = DrillJudge.ExitCode(rows) == ExitCodes.Done, promises }, JsonLine.Options));
            return;
        }

        var table = new Table { Border = TableBorder.Simple };
        foreach (var title in new[] { "Id", "Promise", "Threshold", "Seen", "Verdict" })
            table.AddColumn(new TableColumn(new Text(title)));
        foreach (var row in rows)
            table.AddRow(new[] { row.Id, row.Promise, row.Threshold, row.Seen, TextOf(row.Verdict) }.Select(static cell => new Text(TerminalText.Of(cell))));
        console.Tables.Write(table);
        var broken = rows.Count(static row => row.Verdict != DrillVerdict.Kept);
        await console.Out.WriteLineAsync(broken == 0 ? $"All {rows.Count} promises were kept." : $"{broken} of {rows.Count} promises were not kept.");
    }

    /// <summary>A verdict in words.</summary>
    public static string TextOf(DrillVerdict verdict) => verdict switch
    {
        DrillVerdict.Kept => "kept",
        DrillVerdict.Broken => "BROKEN",
        _ => "NOT MEASURED",
    };
}

using Spectre.Console;

namespace Holdfast.Standalone.Commands.Operating;

/// <summary>Performs <c>deadletters list</c>: a table and its sums for people, one letter per line for programs.</summary>
internal sealed class DeadLetterList(CommandConsole console, OutputFormat format)
{
    public async Task<int> RunAsync(HoldfastClient client, string? reason, string? after, long limit, CancellationToken cancellationToken)
    {
        var shown = 0L;
        DeadLetterPage? last = null;
        await foreach (var (page, failure) in DeadLetterPages.WalkAsync(client, reason, after, limit, cancellationToken))
        {
            if (page is null)
            {
                await console.Error.WriteLineAsync(failure!.Message);
                return failure.ExitCode;
            }

            last = page;
            shown += page.Letters.Count;
            if (format is OutputFormat.Json)
            {
                foreach (var letter in page.Letters)
                    await console.Out.WriteLineAsync(JsonLine.Of(letter));
            }
            else if (page.Letters.Count > 0)
            {
                console.Tables.Write(TableOf(page));
            }
        }

        if (format is OutputFormat.Text && last is not null)
            await WriteSumsAsync(last, shown, reason);
        return ExitCodes.Done;
    }

    private static Table TableOf(DeadLetterPage page)
    {
        var table = new Table { Border = TableBorder.Simple };
        foreach (var title in new[] { "Id", "Time", "Reason", "Tier", "Bucket", "Source", "Line", "Tries", "Size", "Message" })
            table.AddColumn(new TableColumn(new Text(title)) { NoWrap = title is "Id" });
        foreach (var letter in page.Entries)
        {
            var position = letter.Line is null ? "" : $"{letter.Line}:{letter.Column}";
            string[] cells =
            [
                letter.Id, $"{letter.Time.UtcDateTime:yyyy-MM-dd HH:mm:ss}", letter.Reason ?? "", letter.Tier ?? "", letter.Bucket ?? "", letter.Source ?? "",
                position, $"{letter.Attempts}", ByteText.Of(letter.Size), letter.Message ?? "",
            ];
            table.AddRow(cells.Select(static cell => new Text(TerminalText.Of(cell))));
        }

        return table;
    }

    private async Task WriteSumsAsync(DeadLetterPage page, long shown, string? reason)
    {
        if (page.Total == 0)
        {
            await console.Out.WriteLineAsync(reason is null ? "No dead letters." : $"No dead letters of reason {TerminalText.Of(reason)}.");
            return;
        }

        await console.Out.WriteLineAsync($"{shown} of {page.Total} dead letters, {ByteText.Of(page.Bytes)} in all.");
        foreach (var (code, count) in page.Reasons.OrderByDescending(static pair => pair.Value).ThenBy(static pair => pair.Key, StringComparer.Ordinal))
            await console.Out.WriteLineAsync($"  {TerminalText.Of(code)}: {count}");
        if (page.Next is not null)
            await console.Out.WriteLineAsync($"More: --after {TerminalText.Of(page.Next)}, or --limit 0 for all.");
    }
}

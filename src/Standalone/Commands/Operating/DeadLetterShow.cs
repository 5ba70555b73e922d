namespace Holdfast.Standalone.Commands.Operating;

/// <summary>Performs <c>deadletters show</c>.</summary>
internal sealed class DeadLetterShow(CommandConsole console, OutputFormat format)
{
    public async Task<int> RunAsync(HoldfastClient client, string id, CancellationToken cancellationToken)
    {
        var reply = await client.GetAsync($"ops/deadletters/{Uri.EscapeDataString(id)}", cancellationToken);
        if (!reply.TryGet<DeadLetterEntry>(out var letter, out var failure))
        {
            var unknown = failure.ExitCode == ExitCodes.NotAllWell;
            await console.Error.WriteLineAsync(unknown ? $"There is no dead letter '{TerminalText.Of(id)}'." : failure.Message);
            return failure.ExitCode;
        }

        if (format is OutputFormat.Json)
            await console.Out.WriteLineAsync(JsonLine.Of(reply.Json));
        else
            await WriteAsync(letter);
        return ExitCodes.Done;
    }

    private async Task WriteAsync(DeadLetterEntry letter)
    {
        (string Name, string? Value)[] facts =
        [
            ("id", letter.Id), ("time", $"{letter.Time.UtcDateTime:yyyy-MM-ddTHH:mm:ss.fffZ}"), ("source", letter.Source), ("tier", letter.Tier),
            ("bucket", letter.Bucket), ("reason", letter.Reason), ("message", letter.Message),
            ("position", letter.Line is null ? null : $"line {letter.Line}, column {letter.Column}"),
            ("attempts", letter.Attempts?.ToString()), ("lineage", letter.LineageId), ("size", ByteText.Of(letter.Size)),
        ];
        foreach (var (name, value) in facts)
        {
            if (!string.IsNullOrEmpty(value))
                await console.Out.WriteLineAsync($"{name + ":",-10}{TerminalText.Of(value)}");
        }

        await console.Out.WriteLineAsync();
        if (letter.Base64 is not null)
            await console.Out.WriteLineAsync("The bytes are not UTF-8; in base64:");
        await console.Out.WriteLineAsync(letter.Base64 ?? TerminalText.OfLines(letter.Text ?? "").TrimEnd('\n'));
    }
}

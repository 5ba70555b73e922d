using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Holdfast.Standalone.Commands.Operating;

/// <summary>
/// Performs <c>deadletters export</c>: one JSON object per line, all that the server says of the letter and its bytes in base64, so
/// that nothing is lost whatever they are. The file appears under its name when it is whole.
/// </summary>
internal sealed class DeadLetterExport(CommandConsole console)
{
    public async Task<int> RunAsync(HoldfastClient client, string file, string? reason, bool force, CancellationToken cancellationToken)
    {
        if (file is "-")
            return await WriteAsync(client, console.Out, reason, cancellationToken);
        if (File.Exists(file) && !force)
        {
            await console.Error.WriteLineAsync($"{file} exists already: give another name, or --force to replace it.");
            return ExitCodes.Usage;
        }

        var part = file + ".part";
        try
        {
            int code;
            await using (var stream = new FileStream(part, FileMode.Create, FileAccess.Write, FileShare.None))
            {
                await using var writer = new StreamWriter(stream, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), leaveOpen: true) { NewLine = "\n" };
                code = await WriteAsync(client, writer, reason, cancellationToken);
                await writer.FlushAsync(cancellationToken);
                stream.Flush(flushToDisk: true);
            }

            if (code is ExitCodes.Done)
                File.Move(part, file, overwrite: true);
            else
                File.Delete(part);
            return code;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or NotSupportedException or ArgumentException)
        {
            await console.Error.WriteLineAsync($"{file}: cannot be written: {error.Message}");
            return ExitCodes.Usage;
        }
    }

    private async Task<int> WriteAsync(HoldfastClient client, TextWriter output, string? reason, CancellationToken cancellationToken)
    {
        var written = 0L;
        var gone = 0L;
        await foreach (var (page, failure) in DeadLetterPages.WalkAsync(client, reason, null, 0, cancellationToken))
        {
            if (page is null)
                return await FailAsync(failure!);
            foreach (var listed in page.Entries)
            {
                var reply = await client.GetAsync($"ops/deadletters/{Uri.EscapeDataString(listed.Id)}", cancellationToken);
                if (reply.Failure is { ExitCode: ExitCodes.NotAllWell })
                {
                    // Redriven or purged by somebody else since the page was read.
                    gone++;
                    continue;
                }

                if (!reply.TryGet<DeadLetterEntry>(out var letter, out var refused))
                    return await FailAsync(refused);
                await output.WriteLineAsync(LineOf(reply.Json, letter));
                written++;
            }
        }

        await console.Error.WriteLineAsync(gone == 0 ? $"{written} dead letters exported" : $"{written} dead letters exported, {gone} were gone meanwhile");
        return ExitCodes.Done;
    }

    private static string LineOf(JsonElement json, DeadLetterEntry letter)
    {
        var line = JsonObject.Create(json)!;
        line.Remove("text");
        line["base64"] = letter.Base64 ?? Convert.ToBase64String(Encoding.UTF8.GetBytes(letter.Text ?? ""));
        return line.ToJsonString(JsonLine.Options);
    }

    private async Task<int> FailAsync(ClientFailure failure)
    {
        await console.Error.WriteLineAsync(failure.Message);
        return failure.ExitCode;
    }
}

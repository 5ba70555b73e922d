using System.Text;

namespace Holdfast.Standalone.Commands.Operating;

/// <summary>Performs <c>deadletters redrive</c>; the exit code is 1 when any letter failed again.</summary>
internal sealed class DeadLetterRedrive(CommandConsole console, OutputFormat format)
{
    private const string Route = "ops/deadletters/redrive";

    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    public async Task<int> RunAsync(HoldfastClient client, DeadLetterSelector selector, string? edit, CancellationToken cancellationToken)
    {
        ClientReply reply;
        if (edit is null)
        {
            reply = await client.PostAsync(Route, selector, cancellationToken);
        }
        else
        {
            if (await ReadAsync(edit, cancellationToken) is not { } text)
                return ExitCodes.Usage;
            reply = await client.PostAsync(Route, new { id = selector.Ids![0], text }, cancellationToken);
        }

        if (!reply.TryGet<RedriveResult>(out var result, out var failure))
        {
            await console.Error.WriteLineAsync(failure.Message);
            return failure.ExitCode;
        }

        if (format is OutputFormat.Json)
            await console.Out.WriteLineAsync(JsonLine.Of(reply.Json));
        else
            await WriteAsync(result);
        return result.Failed is { Count: > 0 } ? ExitCodes.NotAllWell : ExitCodes.Done;
    }

    private async Task WriteAsync(RedriveResult result)
    {
        foreach (var failed in result.Failed ?? [])
            await console.Out.WriteLineAsync(TerminalText.Of($"{failed.Id}: {failed.Code}: {failed.Message}"));
        await console.Out.WriteLineAsync($"{result.Redriven} redriven, {result.Failed?.Count ?? 0} failed");
    }

    private async Task<string?> ReadAsync(string file, CancellationToken cancellationToken)
    {
        try
        {
            await using var stream = file is "-" ? console.OpenInput() : File.OpenRead(file);
            using var bytes = new MemoryStream();
            await stream.CopyToAsync(bytes, cancellationToken);
            return StrictUtf8.GetString(bytes.GetBuffer(), 0, (int)bytes.Length);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or NotSupportedException or ArgumentException)
        {
            // Bytes that are not UTF-8 are an ArgumentException too, and say so in their message.
            await console.Error.WriteLineAsync($"{file}: cannot be read: {error.Message}");
            return null;
        }
    }
}

using System.CommandLine;
using System.Text.Encodings.Web;
using System.Text.Json;
using Holdfast.Routing.LineProtocol;

namespace Holdfast.Standalone.Commands.Linting;

/// <summary><c>lint</c>: says of files what Holdfast would reject of them, and why.</summary>
internal static class LintCommand
{
    private const string StandardInput = "-";

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static Command Build(CommandConsole console)
    {
        var files = new Argument<string[]>("FILE") { Arity = ArgumentArity.OneOrMore, Description = "Files of line protocol; - is standard input" };
        files.Validators.Add(CommonOptions.RejectOptions);
        var precision = new Option<TimestampPrecision>("--precision")
        {
            Description = "The unit of the timestamps (default ns)",
            HelpName = "ns|us|ms|s|m|h",
            CustomParser = static result => TimestampPrecisions.TryParse(result.Tokens[0].Value, out var value)
                ? value
                : CommonOptions.Fail<TimestampPrecision>(result, $"--precision: '{result.Tokens[0].Value}' is none of ns, us, ms, s, m, h"),
        };
        var format = CommonOptions.Format();
        var command = new Command("lint", "Validate line protocol: exit code 1 if any line would be rejected") { files, precision, format };
        command.SetAction((parsed, cancellationToken) =>
            RunAsync(parsed.GetRequiredValue(files), parsed.GetValue(precision), parsed.GetValue(format), console, cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(
        string[] files, TimestampPrecision precision, OutputFormat format, CommandConsole console, CancellationToken cancellationToken)
    {
        var unreadable = false;
        var accepted = 0L;
        var rejected = 0L;
        foreach (var file in files)
        {
            if (await LintAsync(file, precision, console, cancellationToken) is not { } report)
            {
                unreadable = true;
                continue;
            }

            accepted += report.Accepted;
            rejected += report.Rejected.Count;
            if (format is OutputFormat.Json)
                await WriteJsonAsync(report, console.Out);
            else
                await WriteTextAsync(report, console.Out);
        }

        if (format is OutputFormat.Text && files.Length > 1)
            await console.Out.WriteLineAsync($"{files.Length} files: {accepted} accepted, {rejected} rejected");
        if (unreadable)
            return ExitCodes.Usage;
        return rejected > 0 ? ExitCodes.NotAllWell : ExitCodes.Done;
    }

    private static async Task<LintReport?> LintAsync(string file, TimestampPrecision precision, CommandConsole console, CancellationToken cancellationToken)
    {
        try
        {
            await using var stream = string.Equals(file, StandardInput, StringComparison.Ordinal)
                ? console.OpenInput()
                : new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, bufferSize: 1, FileOptions.SequentialScan | FileOptions.Asynchronous);
            return await new FileLinter(precision).LintAsync(file, stream, cancellationToken);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or NotSupportedException or ArgumentException)
        {
            await console.Error.WriteLineAsync($"{file}: cannot be read: {error.Message}");
            return null;
        }
    }

    /// <summary>Piece by piece: a file may have more rejected lines than one text could hold.</summary>
    private static async Task WriteJsonAsync(LintReport report, TextWriter output)
    {
        await output.WriteAsync($"{{\"file\":{JsonSerializer.Serialize(report.File, Json)},\"accepted\":{report.Accepted},\"rejected\":[");
        for (var index = 0; index < report.Rejected.Count; index++)
            await output.WriteAsync((index == 0 ? "" : ",") + JsonSerializer.Serialize(report.Rejected[index], Json));
        await output.WriteLineAsync("]}");
    }

    private static async Task WriteTextAsync(LintReport report, TextWriter output)
    {
        foreach (var rejection in report.Rejected)
            await output.WriteLineAsync($"{report.File}:{rejection.Line}:{rejection.Column}: {rejection.Code}: {rejection.Message}");
        await output.WriteLineAsync($"{report.File}: {report.Accepted} accepted, {report.Rejected.Count} rejected");
    }
}

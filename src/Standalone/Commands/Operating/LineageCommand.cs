using System.CommandLine;

namespace Holdfast.Standalone.Commands.Operating;

/// <summary><c>lineage ID</c>: where a batch went, as the Holdfast that took it remembers it.</summary>
internal static class LineageCommand
{
    public static Command Build(CommandConsole console)
    {
        var options = new ClientOptions(console);
        var id = new Argument<string>("id") { Description = "The lineage id, as x-data-lineage-id told it" };
        var command = new Command("lineage", "Show where a batch went") { id };
        options.AddTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            using var client = options.Client(parsed);
            var reply = await client.GetAsync($"ops/lineage/{Uri.EscapeDataString(parsed.GetRequiredValue(id))}", cancellationToken);
            if (!reply.TryGet<LineageStatus>(out var route, out var failure))
            {
                await console.Error.WriteLineAsync(failure.Message);
                return failure.ExitCode;
            }

            if (options.Format(parsed) is OutputFormat.Json)
                await console.Out.WriteLineAsync(JsonLine.Of(reply.Json));
            else
                await WriteAsync(route, console);
            return ExitCodes.Done;
        });
        return command;
    }

    private static async Task WriteAsync(LineageStatus route, CommandConsole console)
    {
        (string Name, string? Value)[] facts =
        [
            ("id", route.Id), ("answered", At(route.At)), ("tier", route.Tier), ("bucket", route.Bucket), ("points", $"{route.Points}"),
            ("rejected", route.Rejected is 0 ? null : $"{route.Rejected}"), ("outcome", route.Outcome), ("store", route.Store), ("trace", route.TraceId),
            ("letters", route.DeadLetters.Count == 0 ? null : $"{route.DeadLetters.Count} {string.Join(' ', route.DeadLetters.Ids)}"),
        ];
        foreach (var (name, value) in facts)
        {
            if (!string.IsNullOrEmpty(value))
                await console.Out.WriteLineAsync($"{name + ":",-10}{TerminalText.Of(value)}");
        }

        foreach (var hop in route.Hops)
            await console.Out.WriteLineAsync(TerminalText.Of($"  {hop.Store}/{hop.Bucket}: {hop.Reason ?? "took it"}, {hop.Seconds:0.000} s {hop.Message}").TrimEnd());
        foreach (var debt in route.Owed)
            await console.Out.WriteLineAsync(TerminalText.Of($"  {debt.Store} owed since {At(debt.Since)}: {debt.State} {At(debt.GivenAt)}").TrimEnd());
        foreach (var delivery in route.Deliveries)
            await console.Out.WriteLineAsync(TerminalText.Of($"  {delivery.Store} given by {delivery.By} at {At(delivery.At)}"));
    }

    private static string? At(DateTimeOffset? time) => time is { } at ? $"{at.UtcDateTime:yyyy-MM-ddTHH:mm:ss.fffZ}" : null;
}

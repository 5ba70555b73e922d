using System.CommandLine;
using System.Text.Json;
using Spectre.Console;

namespace Holdfast.Standalone.Commands.Operating;

/// <summary><c>status</c>: how the stores stand and what they are owed, once or again and again.</summary>
internal static class StatusCommand
{
    private const int ShownTransitions = 5;

    private static readonly TimeSpan WatchInterval = TimeSpan.FromSeconds(2);

    public static Command Build(CommandConsole console)
    {
        var options = new ClientOptions(console);
        var watch = new Option<bool>("--watch") { Description = "Show it again every two seconds, until stopped" };
        var command = new Command("status", "Show stores, tiers and what is owed") { watch };
        options.AddTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            using var client = options.Client(parsed);
            return parsed.GetValue(watch)
                ? await WatchAsync(client, options.Format(parsed), console, cancellationToken)
                : await ShowAsync(client, options.Format(parsed), console, watched: false, cancellationToken);
        });
        return command;
    }

    /// <summary>A failure is shown and asked again: one watches exactly while something restarts.</summary>
    private static async Task<int> WatchAsync(HoldfastClient client, OutputFormat format, CommandConsole console, CancellationToken cancellationToken)
    {
        while (true)
        {
            await ShowAsync(client, format, console, watched: true, cancellationToken);
            await Task.Delay(WatchInterval, console.Time, cancellationToken);
        }
    }

    private static async Task<int> ShowAsync(
        HoldfastClient client, OutputFormat format, CommandConsole console, bool watched, CancellationToken cancellationToken)
    {
        var stores = await client.GetAsync("ops/stores", cancellationToken);
        if (!stores.TryGet<StoresStatus>(out var status, out var failure))
            return await FailAsync(console, failure);
        var log = await client.GetAsync("ops/deferred", cancellationToken);
        if (!log.TryGet<DeferredStatus>(out var deferred, out failure))
            return await FailAsync(console, failure);
        var progress = await client.GetAsync("ops/recoveries", cancellationToken);
        if (!progress.TryGet<RecoveriesStatus>(out var recoveries, out failure))
            return await FailAsync(console, failure);

        if (format is OutputFormat.Json)
        {
            var all = new { stores = stores.Json.GetProperty("stores"), deferred = log.Json, recoveries = progress.Json.GetProperty("stores") };
            await console.Out.WriteLineAsync(JsonSerializer.Serialize(all, JsonLine.Options));
            return ExitCodes.Done;
        }

        if (watched && console.Interactive)
            console.Tables.Clear();
        console.Tables.Write(StatusTables.Stores(status, deferred, console.Time.GetUtcNow()));
        console.Tables.Write(StatusTables.Tiers(status));
        if (StatusTables.Transitions(status, ShownTransitions) is { } transitions)
            console.Tables.Write(transitions);
        await ShowRecoveriesAsync(recoveries, console, watched);
        await console.Out.WriteLineAsync(StatusTables.Deferred(deferred));
        return ExitCodes.Done;
    }

    private static async Task ShowRecoveriesAsync(RecoveriesStatus recoveries, CommandConsole console, bool watched)
    {
        if (watched)
        {
            if (RecoveryTable.Of(recoveries, console.Tables.Profile.Capabilities.Unicode) is { } table)
                console.Tables.Write(table);
            return;
        }

        foreach (var line in RecoveryTable.Lines(recoveries))
            await console.Out.WriteLineAsync(line);
    }

    private static async Task<int> FailAsync(CommandConsole console, ClientFailure failure)
    {
        await console.Error.WriteLineAsync(failure.Message);
        return failure.ExitCode;
    }
}

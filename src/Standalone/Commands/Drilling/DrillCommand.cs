using System.CommandLine;
using System.Globalization;

namespace Holdfast.Standalone.Commands.Drilling;

/// <summary><c>drill</c>: stores, live traffic, scripted faults, and a table of what was promised and what was seen.</summary>
internal static class DrillCommand
{
    private const int DefaultRate = 100;
    private const int MaximumRate = 10_000;

    public static Command Build(CommandConsole console)
    {
        var fast = new Option<bool>("--fast") { Description = "Shorten every interval: less than a minute in place of about half an hour" };
        var against = new Option<string?>("--against")
        {
            Description = "Drill the stores of this configuration, without making them fail; writes measurement holdfast_drill only",
            HelpName = "CONFIG",
        };
        var rate = new Option<int>("--rate")
        {
            Description = $"Write requests a second, of five points each (default {DefaultRate})",
            HelpName = "N",
            DefaultValueFactory = static _ => DefaultRate,
            CustomParser = static result => int.TryParse(result.Tokens[0].Value, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number is >= 1 and <= MaximumRate
                ? number
                : CommonOptions.Fail<int>(result, $"--rate: give 1 to {MaximumRate}"),
        };
        var seed = new Option<int>("--seed") { Description = "What the traffic is drawn from (default 1)", HelpName = "N", DefaultValueFactory = static _ => 1 };
        var format = CommonOptions.Format();
        var command = new Command("drill", "Make everything fail under live traffic, and hold what was promised against what was seen") { fast, against, rate, seed, format };
        command.SetAction((parsed, cancellationToken) => RunAsync(
            new(parsed.GetValue(fast), parsed.GetValue(against), parsed.GetValue(rate), parsed.GetValue(seed), parsed.GetValue(format)), console, cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(DrillOptions options, CommandConsole console, CancellationToken cancellation)
    {
        var times = options.Fast ? DrillTimes.Shortened : DrillTimes.Real;
        if (options.Against is { } file && !File.Exists(file))
            return await FailAsync(console, ExitCodes.Usage, [$"--against: there is no file '{file}'."]);
        if (options.Against is null)
        {
            var (embedded, error) = await EmbeddedGround.StartAsync(times, console.Time, cancellation);
            return embedded is null ? await FailAsync(console, ExitCodes.NotAllWell, [error ?? ""]) : await DrillAsync(embedded, options, times, console, cancellation);
        }

        var (ground, errors) = ConfiguredGround.Read(options.Against, times);
        return ground is null ? await FailAsync(console, ExitCodes.Usage, errors) : await DrillAsync(ground, options, times, console, cancellation);
    }

    private static async Task<int> DrillAsync(DrillGround ground, DrillOptions options, DrillTimes times, CommandConsole console, CancellationToken cancellation)
    {
        await using var whole = ground;
        using var traffic = new DrillTraffic(console.Time.GetUtcNow().ToString("yyyyMMddHHmmss", CultureInfo.InvariantCulture) + $"s{options.Seed}", console.Time);
        var tell = options.Format == OutputFormat.Json ? console.Error : console.Out;
        if (!ground.OwnsStores)
            foreach (var line in ConfiguredGround.Announcement(ground, traffic.Run))
                await tell.WriteLineAsync(line);

        var progress = new DrillProgress(console, options.Format, traffic);
        using var run = new DrillRun(ground, options, times, traffic, progress);
        var evidence = await progress.ShowAsync(run.RunAsync(cancellation), () => run.Sight);
        var rows = DrillJudge.Judge(evidence, ground.Thresholds, ground.OwnsStores);
        await DrillResult.WriteAsync(console, options.Format, traffic.Run, rows);
        if (!ground.OwnsStores && traffic.Ledger.Last > 0)
            foreach (var line in await new DrillCleanup(traffic.Run, traffic).RunAsync(ground.Targets, cancellation))
                await tell.WriteLineAsync(line);
        return DrillJudge.ExitCode(rows);
    }

    private static async Task<int> FailAsync(CommandConsole console, int code, IReadOnlyList<string> errors)
    {
        foreach (var error in errors)
            await console.Error.WriteLineAsync(error);
        return code;
    }
}

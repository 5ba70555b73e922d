using System.CommandLine;
using System.Runtime.InteropServices;
using Holdfast.Pipeline.Configuration;
using Holdfast.Soak.Stores;
using Holdfast.Standalone.Commands;
using Holdfast.Standalone.Commands.Drilling;
using Holdfast.Tests.Support;

namespace Holdfast.Soak.Running;

/// <summary>The command line.</summary>
internal static class SoakCommand
{
    public static RootCommand Build()
    {
        var length = Time("--for", TimeSpan.FromMinutes(30), "How long there is traffic (default 30m); draining and reading back follow");
        var line = Time("--line", TimeSpan.FromSeconds(60), "The time between two lines (default 60s)");
        var seed = new Option<int>("--seed") { Description = "What traffic and faults are drawn from (default 1)", DefaultValueFactory = static _ => 1 };
        var rate = new Option<int>("--rate") { Description = "Write requests a second, of 14 lines on average (default 200)", DefaultValueFactory = static _ => 200 };
        rate.Validators.Add(static result =>
        {
            if (result.GetValueOrDefault<int>() is < 1 or > 5000)
                result.AddError("--rate: give 1 to 5000");
        });
        var stores = new Option<string?>("--stores") { Description = "real: InfluxDB and VictoriaMetrics; embedded: none of them. Default: real where they are installed" };
        stores.AcceptOnlyFromAmong("real", "embedded");
        var times = new Option<string?>("--times") { Description = "fast, brisk or real: how long faults last and Holdfast waits. Default: what suits --for" };
        times.AcceptOnlyFromAmong("fast", "brisk", "real");
        var data = new Option<string?>("--data") { Description = "A folder that does not exist yet, for all data; deleted in the end. Default: a temporary one" };
        var format = CommonOptions.Format();
        var command = new RootCommand("Everything at a steady rate with random faults for as long as asked, and a verdict") { length, seed, rate, stores, line, times, data, format };
        command.SetAction(parsed =>
        {
            var span = parsed.GetValue(length);
            var folder = parsed.GetValue(data) ?? Path.Combine(Path.GetTempPath(), $"holdfast-soak-{Environment.ProcessId}");
            var real = parsed.GetValue(stores) is { } asked ? string.Equals(asked, "real", StringComparison.Ordinal) : SoakGround.HasPartners;
            return RunAsync(new(
                span, parsed.GetValue(seed), parsed.GetValue(rate), real, parsed.GetValue(line), Path.GetFullPath(folder), SoakTimes.Of(parsed.GetValue(times), span), parsed.GetValue(format)));
        });
        return command;
    }

    private static async Task<int> RunAsync(SoakOptions options)
    {
        if (options.Real && !SoakGround.HasPartners)
            return await RefuseAsync("--stores real: influxd or victoria-metrics is not installed");
        if (Path.Exists(options.Data))
            return await RefuseAsync($"--data: {options.Data} is there already, and the soak deletes its folder");

        // The first interrupt ends the traffic, and the verdict is on what was seen; the second ends the program.
        using var stop = new CancellationTokenSource();
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
        RealProcess.InOwnSession = true;
        var rows = await new SoakRun(options, CommandConsole.OfProcess()).RunAsync(stop.Token);
        return DrillJudge.ExitCode(rows);

        void Stop(PosixSignalContext signal)
        {
            signal.Cancel = !stop.IsCancellationRequested;
            stop.Cancel();
        }
    }

    private static async Task<int> RefuseAsync(string why)
    {
        await Console.Error.WriteLineAsync(why);
        return ExitCodes.Usage;
    }

    private static Option<TimeSpan> Time(string name, TimeSpan usual, string description) => new(name)
    {
        Description = description,
        DefaultValueFactory = _ => usual,
        CustomParser = result => DurationText.TryParse(result.Tokens[0].Value, out var span) && span > TimeSpan.Zero
            ? span
            : CommonOptions.Fail<TimeSpan>(result, $"{name}: '{result.Tokens[0].Value}' is no time such as 30m or 90s"),
    };
}

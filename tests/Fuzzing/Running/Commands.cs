using System.CommandLine;

namespace Holdfast.Fuzzing.Running;

/// <summary>The command line of the long run.</summary>
internal static class Commands
{
    public static RootCommand Build()
    {
        var target = new Option<string>("--target") { Description = $"What to fuzz: {string.Join(", ", Targets.Names)}", Required = true };
        target.AcceptOnlyFromAmong([.. Targets.Names]);
        var seeds = new Option<long>("--seeds") { Description = "How many seeds to run", DefaultValueFactory = static _ => 10_000 };
        var from = new Option<long>("--from") { Description = "The first seed", DefaultValueFactory = static _ => 1 };
        var seed = new Option<long?>("--seed") { Description = "Replay this one seed; minimise it if it fails" };
        var keep = new Option<string?>("--keep") { Description = "A folder in which minimised findings are written" };
        var command = new RootCommand("Hands made-up input to the product's readers and checks what must hold") { target, seeds, from, seed, keep };
        command.SetAction((parsed, _) => parsed.GetValue(seed) is { } one
            ? LongRun.ReplayAsync(parsed.GetValue(target)!, one, parsed.GetValue(keep))
            : LongRun.RunAsync(parsed.GetValue(target)!, parsed.GetValue(from), parsed.GetValue(seeds), parsed.GetValue(keep)));
        return command;
    }
}

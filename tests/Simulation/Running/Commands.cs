using System.CommandLine;
using Holdfast.Simulation.Scenarios;

namespace Holdfast.Simulation.Running;

/// <summary>The command line of the long run.</summary>
internal static class Commands
{
    public static RootCommand Build()
    {
        var seeds = new Option<int>("--seeds") { Description = "How many seeds to run", DefaultValueFactory = static _ => 1000 };
        var from = new Option<int>("--from") { Description = "The first seed", DefaultValueFactory = static _ => 1 };
        var seed = new Option<int?>("--seed") { Description = "Replay this one seed; minimise it if it fails" };
        var trace = new Option<bool>("--trace") { Description = "With --seed: print everything that happens" };
        var whole = new Option<bool>("--whole") { Description = "With --seed: do not minimise" };
        var threads = new Option<int>("--threads") { Description = "How many worlds at once", DefaultValueFactory = static _ => Environment.ProcessorCount };
        var prompt = new Option<bool>("--no-late") { Description = "No store applies timed-out writes late" };
        var durable = new Option<bool>("--no-forget") { Description = "No store forgets what it had not synced" };
        var instances = new Option<bool>("--instances") { Description = "Several instances that share a queue and a board" };
        var command = new RootCommand("Runs the pipeline in simulated worlds and checks its promises") { seeds, from, seed, trace, whole, threads, prompt, durable, instances };
        command.SetAction(parsed =>
        {
            var features = new Features { LateApplying = !parsed.GetValue(prompt), Forgetting = !parsed.GetValue(durable), Instances = parsed.GetValue(instances) };
            return parsed.GetValue(seed) is { } one
                ? Replay.Run(one, features, parsed.GetValue(trace), parsed.GetValue(whole))
                : LongRun.Run(parsed.GetValue(from), parsed.GetValue(seeds), parsed.GetValue(threads), features);
        });
        return command;
    }
}

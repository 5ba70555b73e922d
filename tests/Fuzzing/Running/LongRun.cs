using System.Diagnostics;

namespace Holdfast.Fuzzing.Running;

/// <summary>Runs many seeds of one target and tells what they found; each rule that was broken is minimised and told once.</summary>
internal static class LongRun
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(10);

    public static async Task<int> RunAsync(string name, long from, long count, string? keep)
    {
        await using var target = await Targets.OpenAsync(name);
        var known = new Dictionary<string, int>(StringComparer.Ordinal);
        var clock = Stopwatch.StartNew();
        var told = TimeSpan.Zero;
        for (var seed = from; seed < from + count; seed++)
        {
            var input = Seeds.InputOf(target, seed);
            if (await Trial.RunAsync(target, input) is { } failure && !Count(known, failure.Rule))
                await TellAsync(target, seed, input, failure, keep);
            if (clock.Elapsed - told < Pause)
                continue;
            told = clock.Elapsed;
            Console.WriteLine($"{name}: seeds {from} to {seed}, {(seed - from + 1) / clock.Elapsed.TotalSeconds:F0} a second, {known.Count} rules broken");
        }

        Console.WriteLine($"{name}: {count} seeds from {from} in {clock.Elapsed.TotalSeconds:F1} s, {known.Count} rules broken");
        foreach (var (rule, times) in known)
            Console.WriteLine($"  {times} times: {rule}");
        return known.Count == 0 ? 0 : 1;
    }

    /// <summary>Replays one seed and says what it is.</summary>
    public static async Task<int> ReplayAsync(string name, long seed, string? keep)
    {
        await using var target = await Targets.OpenAsync(name);
        var input = Seeds.InputOf(target, seed);
        Console.WriteLine($"{name}, seed {seed}: {target.Show(input)}");
        if (await Trial.RunAsync(target, input) is not { } failure)
        {
            Console.WriteLine("Nothing is broken.");
            return 0;
        }

        await TellAsync(target, seed, input, failure, keep);
        return 1;
    }

    /// <returns>Whether the rule was broken before.</returns>
    private static bool Count(Dictionary<string, int> known, string rule)
    {
        var times = known.GetValueOrDefault(rule);
        known[rule] = times + 1;
        return times > 0;
    }

    private static async Task TellAsync(FuzzTarget target, long seed, byte[] input, Failure failure, string? keep)
    {
        var small = await Minimiser.RunAsync(target, input, failure.Rule);
        var last = await Trial.RunAsync(target, small) ?? failure;
        Console.WriteLine($"SEED {seed} BREAKS {last.Seen}\n  minimised from {input.Length} to {small.Length} bytes: {target.Show(small)}");
        if (keep is not null)
            await File.WriteAllBytesAsync(Path.Combine(keep, $"{target.Name}-{seed}.bin"), small);
    }
}

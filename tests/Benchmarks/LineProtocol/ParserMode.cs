using System.Diagnostics;

namespace Holdfast.Benchmarks.LineProtocol;

/// <summary>
/// <c>parser [FILE]</c>: MB/s, points/s and bytes allocated per point of the three candidates. The rounds are interleaved and the
/// median counts, so that a busy neighbour on the machine costs all candidates alike.
/// </summary>
internal static class ParserMode
{
    private const int Rounds = 15;
    private static readonly TimeSpan Round = TimeSpan.FromMilliseconds(100);

    private static readonly (string Name, Func<byte[], int> Run)[] Candidates =
    [
        ("count newlines", ParserCandidates.CountNewlines),
        ("LineReader", ParserCandidates.ReadLines),
        ("split strings", ParserCandidates.SplitStrings),
    ];

    public static int Run(string[] args)
    {
        var text = ParserInput.Load(args.FirstOrDefault());
        var seconds = Candidates.Select(static _ => new List<double>()).ToArray();
        var allocated = new double[Candidates.Length];
        var points = ParserCandidates.ReadLines(text);
        for (var round = -3; round < Rounds; round++)
        {
            for (var index = 0; index < Candidates.Length; index++)
            {
                var (time, bytes) = Measure(Candidates[index].Run, text);
                if (round >= 0)
                    seconds[index].Add(time);
                allocated[index] = bytes / points;
            }
        }

        Console.WriteLine($"{text.Length / 1e6:F1} MB, {points} points, {Rounds} interleaved rounds, medians");
        Console.WriteLine($"{"",-16}{"MB/s",10}{"points/s",14}{"bytes/point",14}");
        for (var index = 0; index < Candidates.Length; index++)
        {
            var median = seconds[index].Order().ElementAt(Rounds / 2);
            Console.WriteLine($"{Candidates[index].Name,-16}{text.Length / median / 1e6,10:F0}{points / median,14:F0}{allocated[index],14:F3}");
        }

        return 0;
    }

    /// <summary>Seconds and allocated bytes of one run over the text, averaged over as many as fit into a round.</summary>
    private static (double Seconds, double Bytes) Measure(Func<byte[], int> run, byte[] text)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        var start = Stopwatch.GetTimestamp();
        var runs = 0;
        do
        {
            run(text);
            runs++;
        }
        while (Stopwatch.GetElapsedTime(start) < Round);
        return (Stopwatch.GetElapsedTime(start).TotalSeconds / runs, (double)(GC.GetAllocatedBytesForCurrentThread() - before) / runs);
    }
}

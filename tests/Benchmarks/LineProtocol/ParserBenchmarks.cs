using BenchmarkDotNet.Attributes;

namespace Holdfast.Benchmarks.LineProtocol;

/// <summary>The line reader between its floor and the straightforward way, in one run.</summary>
[MemoryDiagnoser]
public class ParserBenchmarks
{
    private readonly byte[] _text = ParserInput.Synthetic(16_384);

    [Benchmark(Baseline = true)]
    public int CountNewlines() => ParserCandidates.CountNewlines(_text);

    [Benchmark]
    public int LineReader() => ParserCandidates.ReadLines(_text);

    [Benchmark]
    public int SplitStrings() => ParserCandidates.SplitStrings(_text);
}

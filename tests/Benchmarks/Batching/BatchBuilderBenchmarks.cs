using BenchmarkDotNet.Attributes;
using Holdfast.Benchmarks.LineProtocol;
using Holdfast.Routing.Batching;
using Holdfast.Routing.Contracts;
using Holdfast.Routing.LineProtocol;

namespace Holdfast.Benchmarks.Batching;

/// <summary>From the producer's text to the batch, against the copy of the bytes that any forwarder makes.</summary>
[MemoryDiagnoser]
public class BatchBuilderBenchmarks
{
    private readonly Schema _schema = new("hot", ContractSet.Empty, new(100_000, 100_000, 2_000_000));
    private readonly BatchRules _rules = new(TimestampPrecision.Nanoseconds, 0, long.MinValue, long.MaxValue, 1024 * 1024, 1000);
    private byte[] _text = [];

    [Params(1, 100, 10_000)]
    public int Lines { get; set; }

    [GlobalSetup]
    public void Prepare() => _text = ParserInput.Synthetic(Lines);

    [Benchmark(Baseline = true)]
    public byte[] Copy() => _text.AsSpan().ToArray();

    [Benchmark]
    public BatchContent Build() => BatchBuilder.Build(_text, _rules, _schema);
}

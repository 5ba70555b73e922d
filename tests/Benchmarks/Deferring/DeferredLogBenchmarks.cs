using BenchmarkDotNet.Attributes;
using Holdfast.Benchmarks.LineProtocol;
using Holdfast.Pipeline.Configuration;
using Holdfast.Pipeline.Deferring;
using Holdfast.Pipeline.Storage;

namespace Holdfast.Benchmarks.Deferring;

/// <summary>
/// One batch of 100 lines made durable: the deferred log's append against a plain append and sync, alone and for 16 writers at once, where
/// the log needs one sync for all who wait.
/// </summary>
[MemoryDiagnoser]
public class DeferredLogBenchmarks : IDisposable
{
    private const int Points = 100;

    /// <summary>So many rounds make one iteration: it is ended by a delivery, which must not be measured.</summary>
    private const int Rounds = 64;
    private const string Store = "primary";

    private static readonly OwedLane Lane = new(Store, "hot");

    private readonly byte[] _lines = ParserInput.Synthetic(Points);
    private readonly Lock _turn = new();
    private OwedBatch[] _owed = [];
    private string _folder = "";
    private FileStream? _plain;
    private FileDeferredLog? _log;

    [Params(1, 16)]
    public int Writers { get; set; }

    [GlobalSetup]
    public async Task PrepareAsync()
    {
        _folder = Directory.CreateTempSubdirectory("holdfast-log-").FullName;
        _owed = [new(Store, "hot", "hot", "key", "lineage", StoredElsewhere: true, Points, 0, 1, _lines)];
        _plain = new(Path.Combine(_folder, "plain"), FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0);
        var log = await FileDeferredLog.OpenAsync(new PhysicalStorage(_folder), new DataOptions(), TimeProvider.System, CancellationToken.None);
        _log = log.Value;
    }

    /// <summary>Delivers what was appended, so that the log does not fill up.</summary>
    [IterationCleanup]
    public void Deliver()
    {
        _plain!.SetLength(0);
        DeliverAsync().GetAwaiter().GetResult();
    }

    [GlobalCleanup]
    public void Dispose()
    {
        _log?.DisposeAsync().AsTask().GetAwaiter().GetResult();
        _plain?.Dispose();
        Directory.Delete(_folder, recursive: true);
        GC.SuppressFinalize(this);
    }

    [Benchmark(Baseline = true, OperationsPerInvoke = Rounds)]
    public Task PlainAppend() => RepeatAsync(() => Task.Run(WritePlain));

    [Benchmark(OperationsPerInvoke = Rounds)]
    public Task DeferredLog() => RepeatAsync(() => Task.Run(() => _log!.AppendAsync(_owed, CancellationToken.None)));

    private async Task RepeatAsync(Func<Task> append)
    {
        for (var round = 0; round < Rounds; round++)
            await Task.WhenAll(Enumerable.Range(0, Writers).Select(_ => append()));
    }

    private void WritePlain()
    {
        lock (_turn)
        {
            _plain!.Write(_lines);
            _plain.Flush(flushToDisk: true);
        }
    }

    private async Task DeliverAsync()
    {
        while ((await _log!.ReadAsync(Lane, 16 * 1024 * 1024, CancellationToken.None)).Batches is { Count: > 0 } batches)
            await _log.AdvanceAsync(Lane, batches[^1].Sequence, CancellationToken.None);
    }
}

using Holdfast.Routing.Recovery;

namespace Holdfast.Routing.Tests.Recovery;

/// <summary>A store that takes so many bytes a second, and a backfill that is paced against it, under a clock of its own.</summary>
internal sealed class PacedStore(RecoveryOptions options, double bytesPerSecond)
{
    public const int ReferenceBytes = 256 * 1024;

    private readonly List<(TimeSpan At, long Bytes)> _writes = [];

    public PaceState State { get; set; } = BackfillPacer.Begin(options, TimeSpan.Zero);

    public TimeSpan At { get; private set; }

    public LiveTraffic Live { get; set; }

    /// <summary>What is written directly in the same time would have been this much.</summary>
    public double Capacity { get; set; } = bytesPerSecond;

    /// <summary>Added to every write's duration.</summary>
    public TimeSpan Latency { get; set; }

    /// <summary>The next writes are refused with a plea for so much patience.</summary>
    public TimeSpan? Quiet { get; set; }

    public IReadOnlyList<(TimeSpan At, long Bytes)> Writes => _writes;

    public long BytesSince(TimeSpan from) => _writes.Where(write => write.At >= from).Sum(static write => write.Bytes);

    public void Run(TimeSpan length, int batchBytes = 0)
    {
        var end = At + length;
        while (At < end)
        {
            var grant = BackfillPacer.Ask(State, Live, options, At);
            if (grant.Delay > TimeSpan.Zero)
            {
                At += grant.Delay;
                continue;
            }

            Write(Math.Max(grant.Bytes, batchBytes));
        }
    }

    public void Write(long bytes)
    {
        var from = At;
        var elapsed = Latency + TimeSpan.FromSeconds(bytes / Capacity);
        At += elapsed;
        var taken = Quiet is null ? bytes : 0;
        if (taken > 0)
            _writes.Add((from, taken));
        State = BackfillPacer.Tell(State, new(from, elapsed, taken, bytes, Quiet is not null, Quiet ?? TimeSpan.Zero), Live, options, ReferenceBytes, At);
    }
}

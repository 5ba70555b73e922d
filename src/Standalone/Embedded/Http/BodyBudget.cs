namespace Holdfast.Standalone.Embedded.Http;

/// <summary>Counts the bytes of all bodies held at once against a limit. Thread-safe.</summary>
internal sealed class BodyBudget
{
    private readonly long _limit;
    private long _held;

    public BodyBudget(long limit) => _limit = limit;

    public bool TryTake(long bytes)
    {
        if (Interlocked.Add(ref _held, bytes) <= _limit) return true;
        Interlocked.Add(ref _held, -bytes);
        return false;
    }

    public void Return(long bytes) => Interlocked.Add(ref _held, -bytes);
}

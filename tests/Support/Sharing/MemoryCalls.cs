using Holdfast.Pipeline.Sharing;

namespace Holdfast.Tests.Support.Sharing;

/// <summary>Takes a call through its faults and delays; what the call does is done in one step, as by a server.</summary>
internal sealed class MemoryCalls(TimeProvider time)
{
    /// <summary>What goes wrong with a call of this kind; null for nothing. Asked once per call, when it begins.</summary>
    public Func<string, MemoryFault?> Faults { get; set; } = static _ => null;

    /// <summary>How many calls there were, by kind.</summary>
    public Dictionary<string, int> Counts { get; } = new(StringComparer.Ordinal);

    public async Task<QueueResult> RunAsync(string kind, Func<QueueResult> effect)
    {
        Counts[kind] = Counts.GetValueOrDefault(kind) + 1;
        var fault = Faults(kind);
        await DelayAsync(fault?.Before ?? TimeSpan.Zero);
        var result = fault is null || fault.Fault is QueueFault.None || fault.AfterEffect ? effect() : QueueResult.Done;
        await DelayAsync(fault?.After ?? TimeSpan.Zero);
        return fault is { Fault: not QueueFault.None } ? new(fault.Fault, $"{kind}: {fault.Fault}") : result;
    }

    public async Task<QueueResult<T>> RunAsync<T>(string kind, Func<QueueResult<T>> effect)
        where T : class
    {
        QueueResult<T> yielded = default;
        var result = await RunAsync(kind, () =>
        {
            yielded = effect();
            return yielded.Outcome;
        });
        return result.Succeeded ? yielded : new(result.Fault, result.Message, null);
    }

    private Task DelayAsync(TimeSpan delay) => delay > TimeSpan.Zero ? Task.Delay(delay, time) : Task.CompletedTask;
}

using System.Text.Json;
using Holdfast.Pipeline.Configuration;
using Holdfast.Pipeline.Following;
using Holdfast.Pipeline.Telemetry;
using Holdfast.Routing.Following;
using Microsoft.DurableTask.Entities;
using Microsoft.Extensions.Logging;

namespace Holdfast.Functions.Durable.Breakers;

/// <summary>
/// The operations of <see cref="BreakerEntity"/>: reads the state, takes one step of <see cref="Authority"/>, writes the state, and publishes it
/// where that is of use to planners. What an operation is told twice, too late or in an earlier generation only lets time pass.
/// </summary>
/// <param name="settings">The thresholds and the stores' names.</param>
/// <param name="boards">Where snapshots are published; none without Redis.</param>
/// <param name="time">The clock.</param>
/// <param name="log">Where faults are told.</param>
public sealed partial class BreakerOperations(HoldfastSettings settings, IEnumerable<ISnapshotBoard> boards, TimeProvider time, ILogger<BreakerOperations> log)
{
    /// <summary>An instance tells what it saw; input <see cref="BreakerReport"/>.</summary>
    public const string Report = "report";

    /// <summary>Time passes; no input.</summary>
    public const string Tick = "tick";

    /// <summary>Input <see cref="AuthorityEvent.ProbeEarly"/>.</summary>
    public const string ProbeEarly = "probeEarly";

    /// <summary>Answers with the state and changes nothing; no input.</summary>
    public const string Get = "get";

    /// <summary>How long publishing may hold up the next operation.</summary>
    public static readonly TimeSpan PublishLimit = TimeSpan.FromSeconds(1);

    /// <summary>
    /// What has not changed is published again so often: a snapshot that grows old makes instances ask the entity, and at last go on alone.
    /// </summary>
    public static readonly TimeSpan Pulse = TimeSpan.FromSeconds(2);

    /// <summary>Performs an operation.</summary>
    /// <returns>The state, of <c>get</c>; null of any other.</returns>
    public async ValueTask<object?> HandleAsync(TaskEntityOperation operation)
    {
        ArgumentNullException.ThrowIfNull(operation);
        var key = operation.Context.Id.Key;
        var before = StateOf(operation.State, key);
        if (Is(operation, Get))
            return before;
        if (EventOf(operation) is not { } happened)
        {
            Unknown(log, operation.Name, key);
            return null;
        }

        var now = time.GetUtcNow();
        var step = Authority.Step(before, happened, settings.Breaker, now);
        operation.State.SetState(step.State);
        if (step.Transition is not null || before.IsRewindPending != step.State.IsRewindPending || IsPulse(before, step.State))
            await PublishAsync(new(StoreOf(key), step.State, now));
        return null;
    }

    private static bool IsPulse(AuthorityState before, AuthorityState after) =>
        before.Version == 0 || before.Breaker.Clock.Ticks / Pulse.Ticks != after.Breaker.Clock.Ticks / Pulse.Ticks;

    private static bool Is(TaskEntityOperation operation, string name) => string.Equals(operation.Name, name, StringComparison.OrdinalIgnoreCase);

    /// <summary>The event of an operation; null for an operation that there is not.</summary>
    private static AuthorityEvent? EventOf(TaskEntityOperation operation)
    {
        if (Is(operation, Report))
            return InputOf<BreakerReport>(operation) is { } report ? new AuthorityEvent.Report(report) : new AuthorityEvent.Tick();
        if (Is(operation, DurableNames.IsolateEvent))
            return InputOf<AuthorityEvent.Isolate>(operation) ?? new AuthorityEvent.Isolate("isolated by an operator");
        if (Is(operation, DurableNames.RestoreEvent))
            return InputOf<AuthorityEvent.Restore>(operation) ?? new AuthorityEvent.Restore();
        if (Is(operation, ProbeEarly))
            return InputOf<AuthorityEvent.ProbeEarly>(operation) is { } early ? early : new AuthorityEvent.Tick();
        return Is(operation, Tick) ? new AuthorityEvent.Tick() : null;
    }

    /// <summary>The input; null when there is none, or none that can be read: such a message counts for nothing.</summary>
    private static T? InputOf<T>(TaskEntityOperation operation) where T : class
    {
        try
        {
            return operation.HasInput ? operation.GetInput(typeof(T)) as T : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>The state; a fresh one where there is none, or none that a step could have made: a corrupt entity must not stay so for ever.</summary>
    private AuthorityState StateOf(TaskEntityState state, string key)
    {
        var told = "there was none";
        try
        {
            if (!state.HasState)
                return Fresh(key);
            if (state.GetState(typeof(AuthorityState)) is AuthorityState { IsSound: true } sound)
                return sound;
            told = "it is none that a breaker can be in";
        }
        catch (JsonException malformed)
        {
            told = malformed.Message;
        }

        Replaced(log, key, told);
        return Fresh(key);
    }

    private AuthorityState Fresh(string key)
    {
        var now = time.GetUtcNow();
        return Authority.Create(unchecked((ulong)now.Ticks ^ (ulong)StringComparer.Ordinal.GetHashCode(key)), now);
    }

    private string StoreOf(string key) =>
        settings.Table.Stores.FirstOrDefault(store => string.Equals(DurableNames.KeyOf(store.Name), key, StringComparison.Ordinal))?.Name ?? key;

    private async Task PublishAsync(AuthoritySnapshot snapshot)
    {
        foreach (var board in boards)
        {
            using var limit = new CancellationTokenSource(PublishLimit, time);
            try
            {
                var published = await board.PublishAsync(snapshot, limit.Token);
                if (!published.Succeeded)
                    NotPublished(log, snapshot.Store, published.Message);
            }
            catch (OperationCanceledException) when (limit.IsCancellationRequested)
            {
                NotPublished(log, snapshot.Store, "no answer in time");
            }
        }
    }

    [LoggerMessage(EventId = EventIds.BreakerReplaced, Level = LogLevel.Warning, Message = "The state of breaker {Key} was replaced by a fresh one: {Reason}")]
    private static partial void Replaced(ILogger log, string key, string reason);

    [LoggerMessage(EventId = EventIds.BreakerOperationUnknown, Level = LogLevel.Warning, Message = "There is no operation {Operation}; breaker {Key} was not changed")]
    private static partial void Unknown(ILogger log, string operation, string key);

    [LoggerMessage(EventId = EventIds.SnapshotUnpublished, Level = LogLevel.Debug, Message = "The snapshot of {Store} was not published; instances ask its entity: {Fault}")]
    private static partial void NotPublished(ILogger log, string store, string fault);
}

using System.Text.Json;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client.Entities;
using Microsoft.DurableTask.Entities;

namespace Holdfast.Functions.Tests.Support;

/// <summary>A client of an <see cref="EntityWorld"/>: a signal is taken on at once and performed a little later, and either may fail or hang.</summary>
internal sealed class FakeEntityClient(EntityWorld world, TimeProvider time) : DurableEntityClient("fake")
{
    /// <summary>How long until a signal is performed.</summary>
    public TimeSpan Lag { get; set; } = TimeSpan.FromMilliseconds(250);

    /// <summary>What every call throws, or waits for; null to work.</summary>
    public Func<CancellationToken, Task>? Trouble { get; set; }

    /// <summary>Whether signals are taken on and never performed.</summary>
    public bool Forgetful { get; set; }

    public int Cleanings { get; private set; }

    public override async Task SignalEntityAsync(
        EntityInstanceId id, string operationName, object? input = null, SignalEntityOptions? options = null, CancellationToken cancellation = default)
    {
        if (Trouble is { } trouble)
            await trouble(cancellation);
        if (!Forgetful)
            _ = PerformAsync(id, operationName, input is null ? null : JsonSerializer.Serialize(input, input.GetType(), world.Json));
    }

    public override async Task<EntityMetadata<T>?> GetEntityAsync<T>(EntityInstanceId id, bool includeState = true, CancellationToken cancellation = default)
    {
        if (Trouble is { } trouble)
            await trouble(cancellation);
        return world.StateOf(id) is { } state ? new(id, JsonSerializer.Deserialize<T>(state, world.Json)) : null;
    }

    public override Task<CleanEntityStorageResult> CleanEntityStorageAsync(
        CleanEntityStorageRequest? request = null, bool continueUntilComplete = true, CancellationToken cancellation = default)
    {
        Cleanings++;
        return Task.FromResult(default(CleanEntityStorageResult));
    }

    public override Task<EntityMetadata?> GetEntityAsync(EntityInstanceId id, bool includeState = true, CancellationToken cancellation = default) => throw new NotSupportedException();

    public override AsyncPageable<EntityMetadata> GetAllEntitiesAsync(EntityQuery? filter = null) => throw new NotSupportedException();

    public override AsyncPageable<EntityMetadata<T>> GetAllEntitiesAsync<T>(EntityQuery? filter = null) => throw new NotSupportedException();

    private async Task PerformAsync(EntityInstanceId id, string operation, string? input)
    {
        await Task.Delay(Lag, time);
        await world.PerformAsync(id, operation, input);
    }
}

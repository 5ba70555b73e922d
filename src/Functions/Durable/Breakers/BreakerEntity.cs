using Microsoft.Azure.Functions.Worker;

namespace Holdfast.Functions.Durable.Breakers;

/// <summary>
/// The authority of one store's breaker, one entity per store, key <see cref="DurableNames.KeyOf"/>. Operations: <c>report</c>, <c>tick</c>,
/// <c>isolate</c>, <c>restore</c>, <c>probeEarly</c>, <c>get</c>; each is one pure step.
/// </summary>
/// <param name="operations">Takes the step.</param>
public sealed class BreakerEntity(BreakerOperations operations)
{
    /// <summary>The entity.</summary>
    [Function(nameof(BreakerEntity))]
    public Task DispatchAsync([EntityTrigger(EntityName = DurableNames.Breaker)] TaskEntityDispatcher dispatcher)
    {
        ArgumentNullException.ThrowIfNull(dispatcher);
        return dispatcher.DispatchAsync(operations.HandleAsync);
    }
}

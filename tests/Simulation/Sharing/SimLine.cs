using Holdfast.Simulation.Scenarios;

namespace Holdfast.Simulation.Sharing;

/// <summary>
/// The line between one instance and one broker. A step takes effect at the broker some time after it was begun, and its answer arrives some
/// time after that; either may be lost, and an instance that is dead or has given up does not call a step back.
/// </summary>
/// <param name="world">The world.</param>
/// <param name="instance">The instance.</param>
/// <param name="broker">What is wrong with the broker.</param>
internal sealed class SimLine(SharedWorld world, SimInstance instance, BrokerFaults broker)
{
    /// <summary>Takes a step.</summary>
    /// <param name="effect">What the broker does.</param>
    /// <param name="unreachable">What the instance hears when no answer comes.</param>
    /// <param name="cancellation">Ends the wait only.</param>
    public async Task<T> CallAsync<T>(Func<T> effect, Func<T> unreachable, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        var answer = new TaskCompletionSource<T>();
        var fate = instance.IsCutOff ? BrokerFate.Lost : broker.Draw();
        if (instance.IsCutOff)
            world.Tally.Count(FaultKind.InstanceCutOff);
        if (fate is BrokerFate.Lost)
            Deliver(answer, unreachable, broker.Patience);
        else if (fate is BrokerFate.FailsBefore)
            Deliver(answer, unreachable, broker.Way());
        else
            world.After(broker.Way(), () => Arrive(answer, effect, unreachable, fate));
        using var registration = cancellation.UnsafeRegister(
            static (state, token) => ((TaskCompletionSource<T>)state!).TrySetCanceled(token), answer);
        return await answer.Task;
    }

    private void Arrive<T>(TaskCompletionSource<T> answer, Func<T> effect, Func<T> unreachable, BrokerFate fate)
    {
        var result = effect();
        if (fate is BrokerFate.FailsAfter || instance.IsCutOff)
            Deliver(answer, unreachable, broker.Patience);
        else
            Deliver(answer, () => result, broker.Way());
    }

    private void Deliver<T>(TaskCompletionSource<T> answer, Func<T> result, TimeSpan after) =>
        world.After(after, () => instance.Gate.Post(() => answer.TrySetResult(result())));
}

using Holdfast.Pipeline.Recovering;
using Holdfast.Routing.Recovery;

namespace Holdfast.Pipeline.Tests.Overview;

/// <summary>Recoveries that are asked for somewhere else, which takes its time.</summary>
internal sealed class CountingRecoveries : IRecoveryReports
{
    public int Asked { get; private set; }

    public int Records { get; init; } = 1;

    public Task Gate { get; set; } = Task.CompletedTask;

    public Task<object> AllAsync(CancellationToken cancellation) => throw new NotSupportedException("the overview asks for records");

    public async Task<IReadOnlyList<RecoveryRecord>> LiveAsync(CancellationToken cancellation)
    {
        Asked++;
        await Gate;
        return [.. Enumerable.Range(0, Records).Select(store => new RecoveryRecord { Store = $"s{store}", Phase = RecoveryPhase.Soaking, Instance = Asked })];
    }
}

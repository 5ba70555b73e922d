using Holdfast.Pipeline.Stores;
using Holdfast.Routing.Tiers;
using Microsoft.Extensions.DependencyInjection;

namespace Holdfast.Tests.Support;

/// <summary>Waits until the stores have answered what their times to live are.</summary>
internal static class VerifiedTargets
{
    /// <summary>What is known of a target whose store did not answer in time; asked again about once a second.</summary>
    private const string NotAnswered = "its time to live could not be asked";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <summary>
    /// A head starts all the same when a store needs longer than its limit, and goes past that target for a while: nothing that a test which began
    /// with every store in good health expects. For heads that were just started, with stores that answer.
    /// </summary>
    /// <param name="services">The head's.</param>
    public static async Task UntilAskedAsync(IServiceProvider services)
    {
        var (retention, table) = (services.GetRequiredService<RetentionVerifier>(), services.GetRequiredService<RoutingTable>());
        using var limit = new CancellationTokenSource(Patience);
        while (table.Tiers.SelectMany(tier => retention.Snapshot.Of(tier)).Any(static verdict => verdict.Reason.StartsWith(NotAnswered, StringComparison.Ordinal)))
            await Task.Delay(TimeSpan.FromMilliseconds(50), limit.Token);
    }
}

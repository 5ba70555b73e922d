using System.Text.Json;
using System.Text.Json.Serialization;
using Holdfast.Pipeline.Configuration;
using Holdfast.Pipeline.Deferring;
using Holdfast.Pipeline.Stores;
using Holdfast.Pipeline.Writing;
using Holdfast.Routing.Breakers;
using Holdfast.Routing.Tiers;

namespace Holdfast.Pipeline.Operations;

/// <summary>The state of the process as documents for operators. Safe for any number of threads.</summary>
/// <param name="settings">The stores and tiers.</param>
/// <param name="targets">The stores at run time.</param>
/// <param name="retention">Which targets are eligible.</param>
/// <param name="log">What is owed.</param>
public sealed class OperationsReports(HoldfastSettings settings, TargetDirectory targets, RetentionVerifier retention, IDeferredLog log)
{
    /// <summary>How the documents are written.</summary>
    public static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower) },
        DictionaryKeyPolicy = null,
    };

    /// <summary>How operators' requests are read: a key that is not known is told, not ignored.</summary>
    public static readonly JsonSerializerOptions StrictJson = new(JsonSerializerDefaults.Web)
    {
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    };

    /// <summary>Every store: its breaker, what it is owed, and the targets it serves.</summary>
    public object Stores() => new { Stores = settings.Table.Stores.Select(StoreReport) };

    /// <summary>The deferred log, and what each store is owed.</summary>
    public object Deferred()
    {
        var usage = log.Usage;
        return new
        {
            usage.Bytes,
            MaxBytes = usage.Limit,
            usage.Share,
            OldestAgeSeconds = usage.OldestAge.TotalSeconds,
            usage.LostBatches,
            usage.Health,
            Stores = log.Stores.Select(store =>
            {
                var owed = log.Owed(store);
                return new { Store = store, owed.Batches, owed.Points, owed.Bytes, Unstored = owed.OnlyHere, owed.Oldest };
            }),
        };
    }

    private object StoreReport(StoreDefinition store)
    {
        var runtime = targets.StoreNamed(store.Name)!;
        var state = runtime.Breaker.State;
        var owed = log.Owed(store.Name);
        return new
        {
            store.Name,
            Url = store.Url.ToString(),
            Api = store.Api.ToString(),
            store.Region,
            Mode = ModeOf(state.Mode),
            Cause = state.Mode == BreakerMode.Closed ? null : (BreakerCause?)state.Cause,
            state.Reason,
            state.Since,
            state.IsolationUntil,
            Manual = state.HeldByOperator,
            ThrottledUntil = runtime.ThrottledUntil == DateTimeOffset.MinValue ? (DateTimeOffset?)null : runtime.ThrottledUntil,
            Owed = new { owed.Batches, owed.Points, owed.Bytes, owed.Oldest },
            Targets = TargetsOf(store.Name),
            Transitions = state.Transitions.Select(static transition => new
            {
                transition.At,
                From = ModeOf(transition.From),
                To = ModeOf(transition.To),
                transition.Cause,
                transition.Reason,
            }),
        };
    }

    private IEnumerable<object> TargetsOf(string store)
    {
        var snapshot = retention.Snapshot;
        return settings.Table.Tiers
            .SelectMany(static tier => tier.Chain, static (tier, target) => (tier, target))
            .Where(entry => string.Equals(entry.target.Store, store, StringComparison.Ordinal))
            .Select(entry =>
            {
                var verdict = snapshot.Of(entry.tier)[entry.target.Position];
                return new { Tier = entry.tier.Name, entry.target.Bucket, entry.target.Position, Eligible = verdict.IsEligible, verdict.Reason };
            });
    }

    private static string ModeOf(BreakerMode mode) => mode.ToString().ToLowerInvariant();
}

using System.Collections.Concurrent;
using Holdfast.Pipeline.Configuration;
using Holdfast.Pipeline.Stores;
using Holdfast.Pipeline.Writing;
using Holdfast.Routing.Breakers;
using Holdfast.Routing.Contracts;
using Holdfast.Routing.Tiers;

namespace Holdfast.Pipeline.Draining;

/// <summary>
/// Validates a backlog against what its store holds before it is merged (design, section 7): field types always, tag cardinality where the
/// store's values can be had at bounded cost. A store that cannot be asked over InfluxQL is not checked against: then its own refusal
/// decides, as for live writes. One caller at a time for one store; different stores at once.
/// </summary>
/// <param name="targets">The stores and targets at run time.</param>
/// <param name="limits">The tiers' limits.</param>
/// <param name="time">The clock.</param>
public sealed class BackfillSchema(TargetDirectory targets, LimitOptions limits, TimeProvider time)
{
    /// <summary>The largest answer about fields that is read, in bytes; a larger one leaves the bucket unchecked.</summary>
    public const int MaxFieldsAnswer = 16 * 1024 * 1024;

    /// <summary>The largest answer about tag values that is read, in bytes; a larger one leaves tags unchecked.</summary>
    public const int MaxValuesAnswer = 4 * 1024 * 1024;

    /// <summary>The most tag keys of a bucket whose values are asked for; with more, tags are not checked.</summary>
    public const int MaxTagKeys = 64;

    /// <summary>How long a store may take over one question.</summary>
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(5);

    /// <summary>How long what a store told is relied on: other writers may add to it.</summary>
    public static readonly TimeSpan Validity = TimeSpan.FromMinutes(5);

    private readonly ConcurrentDictionary<(string Store, string Tier), (HeldSchema? Schema, long ReadAt)> _held = new();

    /// <summary>Asks a store what it holds, bucket by bucket, unless it was asked lately. To be called before a piece of its backlog is delivered.</summary>
    /// <param name="store">The store's name.</param>
    /// <param name="cancellation">Ends the questions; what was not asked is not checked against.</param>
    public async Task PrepareAsync(string store, CancellationToken cancellation)
    {
        foreach (var target in targets.Targets)
        {
            var key = (store, target.Tier.Name);
            if (!string.Equals(target.Store.Name, store, StringComparison.Ordinal)
                || (_held.TryGetValue(key, out var held) && time.GetElapsedTime(held.ReadAt) < Validity))
                continue;
            var schema = await ReadAsync(target, cancellation);

            // What was not asked to the end is asked again once the store may be.
            if (!MayBeAsked(target))
                return;
            _held[key] = (schema, time.GetTimestamp());
        }
    }

    /// <summary>Forgets what a store told: its backlog is delivered.</summary>
    public void Forget(string store)
    {
        foreach (var key in _held.Keys.Where(key => string.Equals(key.Store, store, StringComparison.Ordinal)))
            _held.TryRemove(key, out _);
    }

    /// <summary>Checks lines that are to be merged into a store.</summary>
    /// <param name="store">The store's name.</param>
    /// <param name="tier">The lines' tier.</param>
    /// <param name="lines">Normalised lines.</param>
    /// <returns>What may be merged; null when the store told nothing, and all of it may.</returns>
    public BackfillCheck? Check(string store, Tier tier, ReadOnlyMemory<byte> lines)
    {
        ArgumentNullException.ThrowIfNull(tier);
        return _held.TryGetValue((store, tier.Name), out var held) ? held.Schema?.Check(lines) : null;
    }

    private async Task<HeldSchema?> ReadAsync(TargetRuntime target, CancellationToken cancellation)
    {
        if (await AskAsync(target, "SHOW FIELD KEYS", MaxFieldsAnswer, cancellation) is not { } told || HeldSchemaReader.Fields(told) is not { } fields)
            return null;
        var values = fields.Count > 0 ? await ReadValuesAsync(target, cancellation) : null;
        return new(target.Store.Name, new SchemaLimits(limits.MaxTagValues, limits.MaxFields, limits.MaxTagValuesInTier), fields, values);
    }

    private async Task<IReadOnlyList<(string Measurement, string Key, string Value)>?> ReadValuesAsync(TargetRuntime target, CancellationToken cancellation)
    {
        if (await AskAsync(target, "SHOW TAG KEYS", MaxValuesAnswer, cancellation) is not { } told || HeldSchemaReader.TagKeys(told) is not { } keys)
            return null;
        var names = keys.Distinct(StringComparer.Ordinal).ToList();
        if (names.Count is 0 or > MaxTagKeys)
            return null;
        var question = $"SHOW TAG VALUES WITH KEY IN ({string.Join(',', names.Select(InfluxQl.Identifier))})";
        return await AskAsync(target, question, MaxValuesAnswer, cancellation) is { } answer ? HeldSchemaReader.Values(answer) : null;
    }

    /// <summary>Asked before each question: its breaker may have opened over the one before (I5).</summary>
    private static bool MayBeAsked(TargetRuntime target) => target.Store.Breaker.Snapshot.Mode == BreakerMode.Closed;

    private async Task<string?> AskAsync(TargetRuntime target, string question, int maximum, CancellationToken cancellation)
    {
        if (!MayBeAsked(target))
            return null;
        using var late = new CancellationTokenSource(Limit, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, cancellation);
        try
        {
            var answer = await target.Store.Client.QueryAsync(target.Target.Bucket, question, maximum, either.Token);
            return answer.Outcome == QueryOutcome.Answered ? answer.Text : null;
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested || late.IsCancellationRequested)
        {
            // A store that does not answer in time is not checked against; whether it takes writes, the backfill itself will find out.
            return null;
        }
    }
}

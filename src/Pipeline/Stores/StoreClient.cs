using System.Collections.Concurrent;
using System.Collections.Immutable;
using Holdfast.Pipeline.Configuration;
using Holdfast.Pipeline.Tracing;
using Holdfast.Routing.Planning;
using Holdfast.Routing.Tiers;

namespace Holdfast.Pipeline.Stores;

/// <summary>
/// Speaks a store's dialect over its transport: one attempt each, no retries, no time limits of its own but where stated. One per store;
/// safe for any number of callers. Messages carry no secret of the store's settings.
/// </summary>
public sealed partial class StoreClient : IStoreManagement
{
    /// <summary>How many buckets' addresses are kept ready; those of further ones are made anew for each request.</summary>
    public const int MaximumBuckets = 1024;

    private const byte NewLine = (byte)'\n';

    private static readonly ReadOnlyMemory<byte> Separator = new[] { NewLine };

    private readonly StoreSettings _settings;
    private readonly IStoreTransport _transport;
    private readonly TimeProvider _time;
    private readonly ConcurrentDictionary<string, string> _writePaths = new(StringComparer.Ordinal);

    /// <summary>Sends nothing yet. The transport stays the caller's to dispose of.</summary>
    public StoreClient(StoreSettings settings, IStoreTransport transport, TimeProvider time)
    {
        _settings = settings;
        _transport = transport;
        _time = time;
    }

    /// <summary>The store.</summary>
    public StoreDefinition Definition => _settings.Definition;

    /// <summary>The scratch bucket of probes; null when there is none.</summary>
    public string? ProbeBucket => _settings.ProbeBucket;

    /// <summary>Makes one attempt to write.</summary>
    /// <param name="bucket">The bucket; for <see cref="StoreApi.V1"/> a database, or <c>database/retention-policy</c>.</param>
    /// <param name="lines">
    /// Line protocol with timestamps in nanoseconds, in pieces of whole lines; sent without copying. A newline is put in where a piece
    /// lacks its last one.
    /// </param>
    /// <param name="trace">What to pass on of the request's trace.</param>
    /// <param name="ct">The limit of the attempt.</param>
    /// <exception cref="OperationCanceledException">The token was cancelled: the store may still apply the write.</exception>
    public async Task<WriteAnswer> WriteAsync(
        string bucket, IReadOnlyList<ReadOnlyMemory<byte>> lines, TraceContext trace, CancellationToken ct)
    {
        var response = await _transport.SendAsync(
            new()
            {
                Method = HttpMethod.Post,
                PathAndQuery = WritePath(bucket),
                Body = Separated(lines),
                Gzip = _settings.Gzip,
                Trace = trace,
            },
            ct);
        return response is { Status: 204, Failure: null } ? WriteAnswer.NoContent : Classify(response);
    }

    /// <inheritdoc/>
    public async Task<RetentionAnswer> ReadRetentionAsync(string bucket, CancellationToken ct)
    {
        if (Definition.Api == StoreApi.V1)
        {
            var (database, policy) = StoreAddresses.Split(bucket);
            var answer = await QueryAsync("", $"SHOW RETENTION POLICIES ON {InfluxQl.Identifier(database)}", StoreRequest.DefaultMaximumAnswer, ct);
            return RetentionReader.OfPolicies(answer, database, policy);
        }

        var response = await _transport.SendAsync(
            new() { Method = HttpMethod.Get, PathAndQuery = StoreAddresses.Buckets(_settings, bucket) }, ct);
        return RetentionReader.OfBuckets(response.Status, Interpret(response), bucket);
    }

    /// <summary>Asks the store's health path once.</summary>
    /// <param name="limit">How long the store may take; longer is unhealthy.</param>
    /// <param name="ct">The caller's own end, which makes the check inconclusive.</param>
    public async Task<HealthAnswer> CheckHealthAsync(TimeSpan limit, CancellationToken ct)
    {
        using var late = new CancellationTokenSource(limit, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, ct);
        try
        {
            var response = await _transport.SendAsync(new() { Method = HttpMethod.Get, PathAndQuery = _settings.HealthPath }, either.Token);
            return response switch
            {
                { Failure: { } failure } => new(HealthVerdict.Unhealthy, Redact(failure.Message)),
                { Status: >= 200 and < 300 } => new(HealthVerdict.Healthy, ""),
                _ => new(HealthVerdict.Unhealthy, Classify(response).Verdict.Message),
            };
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            return new(HealthVerdict.Inconclusive, "the check was given up");
        }
        catch (OperationCanceledException) when (late.IsCancellationRequested)
        {
            return new(HealthVerdict.Unhealthy, $"no answer within {limit}");
        }
    }

    /// <summary>Asks InfluxQL at <c>/query</c>; timestamps come in nanoseconds.</summary>
    /// <param name="bucket">The database, or <c>database/retention-policy</c>; empty for statements that name it themselves.</param>
    /// <param name="influxQl">The query. Put names in with <see cref="InfluxQl"/>.</param>
    /// <param name="maximumBytes">The largest result; at least 1. A larger one is not kept.</param>
    /// <param name="ct">The limit of the attempt.</param>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public async Task<QueryAnswer> QueryAsync(string bucket, string influxQl, int maximumBytes, CancellationToken ct)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(maximumBytes, 1);
        var response = await _transport.SendAsync(
            new() { Method = HttpMethod.Get, PathAndQuery = StoreAddresses.Query(bucket, influxQl), MaximumAnswer = maximumBytes }, ct);
        return Interpret(response);
    }

    /// <summary>The answers to reads follow the same table as those to writes.</summary>
    private QueryAnswer Interpret(StoreResponse response)
    {
        var verdict = Classify(response).Verdict;
        return verdict.Class switch
        {
            WriteClass.Committed when response.Truncated => new(QueryOutcome.TooLarge, $"the result has more than {response.Body.Length} characters"),
            WriteClass.Committed => new(QueryOutcome.Answered, response.Body),

            // A 200 that carries an error is about the statement: asking again would bring the same.
            WriteClass.Transient when response is { Failure: null, Status: < 300 } => new(QueryOutcome.Refused, verdict.Message),
            WriteClass.Transient or WriteClass.Hung or WriteClass.Throttled => new(QueryOutcome.Unreachable, verdict.Message),
            _ => new(QueryOutcome.Refused, verdict.Message),
        };
    }

    private WriteAnswer Classify(StoreResponse response)
    {
        if (response.Failure is { } failure)
        {
            // Without a connection in time a retry would cost the same time again: the next target is tried at once, as for any time-out.
            var kind = failure.Kind == TransportFailureKind.ConnectTimeout ? WriteClass.Hung : WriteClass.Transient;
            return new(new(kind, Redact(failure.Message)), 0);
        }

        var verdict = WriteClassifier.Classify(
            Definition.Api,
            response.Status,
            Redact(response.Body),
            response.RetryAfter,
            _settings.FailurePatterns,
            response.ErrorHeader is null ? null : Redact(response.ErrorHeader));
        return new(verdict, response.Status);
    }

    private string Redact(string text) => StoreCredentials.Redact(_settings, text);

    private string WritePath(string bucket)
    {
        if (_writePaths.TryGetValue(bucket, out var known))
            return known;
        var path = StoreAddresses.Write(_settings, bucket);
        if (_writePaths.Count < MaximumBuckets)
            _writePaths.TryAdd(bucket, path);
        return path;
    }

    /// <summary>Batches end with a newline, so that usually the pieces go out as they are.</summary>
    private static IReadOnlyList<ReadOnlyMemory<byte>> Separated(IReadOnlyList<ReadOnlyMemory<byte>> lines)
    {
        for (var index = 0; index < lines.Count - 1; index++)
            if (NeedsNewLine(lines[index]))
                return [.. lines.SelectMany<ReadOnlyMemory<byte>, ReadOnlyMemory<byte>>(
                    static piece => NeedsNewLine(piece) ? ImmutableArray.Create(piece, Separator) : ImmutableArray.Create(piece))];
        return lines;
    }

    private static bool NeedsNewLine(ReadOnlyMemory<byte> piece) => piece.Length > 0 && piece.Span[^1] != NewLine;
}

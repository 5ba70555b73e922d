using System.Text.Json;
using Holdfast.Pipeline.Stores;
using Holdfast.Pipeline.Telemetry;
using Holdfast.Routing.Tiers;

namespace Holdfast.Pipeline.Lifecycle;

/// <summary>
/// Posts the state of each bucket to the webhook until it is taken (any 2xx), at least once. Bounded: one request at a time, one notice per
/// bucket, since a newer state replaces the one that waits; the tries of a webhook that does not take them are a minute apart in the end.
/// </summary>
/// <param name="address">Where to; may carry a secret, so it is never told.</param>
/// <param name="transport">The way there.</param>
/// <param name="events">Where a dead webhook is told, once each time it dies.</param>
/// <param name="time">The clock.</param>
internal sealed class LifecycleWebhook(Uri address, IStoreTransport transport, EventLog events, TimeProvider time)
{
    /// <summary>How long one request may take.</summary>
    public static readonly TimeSpan AnswerLimit = TimeSpan.FromSeconds(5);

    private readonly Lock _lock = new();
    private readonly List<LifecycleNotice> _waiting = [];
    private readonly SingleRun _run = new();
    private readonly Storm _storm = new(time);

    /// <summary>A transport of its own for a webhook.</summary>
    public static HttpStoreTransport TransportTo(Uri address, TimeProvider time) =>
        new(new() { Definition = new("webhook", new(address.GetLeftPart(UriPartial.Authority)), StoreApi.V2, ""), MaxConnections = 1 }, time);

    /// <summary>Has a state posted, in place of an older one of the same bucket that was not taken yet.</summary>
    public void Put(LifecycleNotice notice)
    {
        lock (_lock)
        {
            var older = _waiting.FindIndex(other => string.Equals(other.Bucket, notice.Bucket, StringComparison.Ordinal));
            if (older < 0)
                _waiting.Add(notice);
            else
                _waiting[older] = notice;
        }
    }

    /// <summary>Begins what is due; waits for none of it.</summary>
    public Task StepAsync(CancellationToken cancellation) =>
        _run.IsFree && _storm.MayTry && Next() is not null ? _run.StartAsync(() => PostAllAsync(cancellation)) : Task.CompletedTask;

    /// <summary>Waits for the request under way.</summary>
    public Task EndAsync() => _run.EndAsync();

    private async Task PostAllAsync(CancellationToken cancellation)
    {
        while (Next() is { } notice)
        {
            var fault = await PostAsync(notice, cancellation);
            if (cancellation.IsCancellationRequested)
                return;
            Settle(notice, taken: fault is null);
            if (fault is not null)
            {
                if (_storm.Failed())
                    events.WebhookFailing(fault);
                return;
            }

            if (_storm.Succeeded())
                events.WebhookAnswering();
        }
    }

    private async Task<string?> PostAsync(LifecycleNotice notice, CancellationToken cancellation)
    {
        using var late = new CancellationTokenSource(AnswerLimit, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, cancellation);
        try
        {
            var response = await transport.SendAsync(
                new()
                {
                    Method = HttpMethod.Post,
                    PathAndQuery = address.PathAndQuery,
                    Body = [JsonSerializer.SerializeToUtf8Bytes(notice, JsonSerializerOptions.Web)],
                    ContentType = "application/json",
                },
                either.Token);
            return response switch
            {
                { Failure: { } failure } => failure.Message,
                { Status: >= 200 and < 300 } => null,
                _ => $"HTTP {response.Status}",
            };
        }
        catch (OperationCanceledException) when (either.IsCancellationRequested)
        {
            return $"no answer within {AnswerLimit}";
        }
    }

    private LifecycleNotice? Next()
    {
        lock (_lock)
            return _waiting.Count > 0 ? _waiting[0] : null;
    }

    /// <summary>One that was refused goes to the end, so that a single state that the receiver cannot read keeps no other from it.</summary>
    private void Settle(LifecycleNotice notice, bool taken)
    {
        lock (_lock)
        {
            if (!ReferenceEquals(_waiting[0], notice) && taken)
                return;
            var first = _waiting[0];
            _waiting.RemoveAt(0);
            if (!taken)
                _waiting.Add(first);
        }
    }
}

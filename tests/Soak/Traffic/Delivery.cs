using System.Diagnostics;
using System.Net.Http.Headers;
using System.Text.Json;

namespace Holdfast.Soak.Traffic;

/// <summary>
/// Brings one request home as Telegraf does: what is answered 429, 502, 503 or 504, and what is not answered at all, is sent again after
/// <c>Retry-After</c>; any 2xx is delivered; any other 4xx is final.
/// </summary>
/// <param name="request">The request.</param>
/// <param name="traffic">What the producers share.</param>
/// <param name="attempts">How many attempts there may be at once.</param>
internal sealed class Delivery(SoakRequest request, SoakTraffic traffic, SemaphoreSlim attempts)
{
    private static readonly TimeSpan RetryPause = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan LeaveAfter = TimeSpan.FromMilliseconds(2);

    private bool _tried;

    /// <summary>Delivers it.</summary>
    public async Task RunAsync(CancellationToken abort)
    {
        if (request.Leave != LeaveMode.None)
        {
            await LeaveAsync();
            return;
        }

        var (acknowledged, life) = await BringHomeAsync(repeat: false, 0, abort);
        if (!acknowledged)
            return;

        // Until the repeat is home too its points are not corrected: it is they that would be written last.
        if (request.Repeat)
            await BringHomeAsync(repeat: true, life, abort);
        foreach (var point in request.Points)
            request.Tier.Oracle.Acknowledge(point);
    }

    /// <returns>Whether it was acknowledged, and in which of Holdfast's lives.</returns>
    private async Task<(bool Acknowledged, int Life)> BringHomeAsync(bool repeat, int firstLife, CancellationToken abort)
    {
        while (true)
        {
            await attempts.WaitAsync(abort);
            TimeSpan? again;
            var life = traffic.Life.Changes;
            try
            {
                again = await AttemptAsync(repeat, firstLife == life, abort);
            }
            finally
            {
                attempts.Release();
            }

            if (again is not { } pause)
                return (_home, life);
            _tried = true;
            await Task.Delay(pause, abort);
        }
    }

    private bool _home;

    /// <returns>When to try again; null when it is decided.</returns>
    private async Task<TimeSpan?> AttemptAsync(bool repeat, bool known, CancellationToken abort)
    {
        var (life, forbidden, small) = (traffic.Life.Changes, traffic.ForbiddenTier, traffic.LogIsSmall);
        var started = Stopwatch.GetTimestamp();
        try
        {
            using var message = Message(new ByteArrayContent(request.Body));
            using var answer = await traffic.Http.SendAsync(message, abort);
            var (status, route) = ((int)answer.StatusCode, Header(answer, "x-routing-tier"));
            var text = status is 204 or 202 ? "" : await answer.Content.ReadAsStringAsync(abort);
            traffic.Minute.Answered(status, Stopwatch.GetElapsedTime(started), traffic.Life.IsFresh);
            if (forbidden is not null && string.Equals(forbidden, request.Tier.Plan.Tier, StringComparison.Ordinal) && ReferenceEquals(forbidden, traffic.ForbiddenTier))
                traffic.BesideForbidden(route);
            if (repeat && known && status is not (429 or 503) && traffic.Life.WasUpSince(life))
                traffic.Minute.Repeated(string.Equals(Header(answer, "x-idempotent-replay"), "true", StringComparison.Ordinal));
            return Judge(status, route, text, answer.Headers.RetryAfter, repeat, small || traffic.LogIsSmall, life);
        }
        catch (Exception failed) when (failed is HttpRequestException or IOException || (failed is OperationCanceledException && !abort.IsCancellationRequested))
        {
            var ours = !traffic.Life.WasUpSince(life);
            traffic.Minute.NotAnswered(ours);
            if (!ours)
                traffic.Minute.Odd($"{request.Tier.Plan.Tier}: no answer: {failed.Message} {failed.InnerException?.Message}".TrimEnd());
            return RetryPause;
        }
    }

    private TimeSpan? Judge(int status, string route, string text, RetryConditionHeaderValue? retryAfter, bool repeat, bool logIsSmall, int life)
    {
        switch (status)
        {
            case 204 or 202 or 200:
                _home = true;
                if (!repeat)
                    Poisoned(named: false);
                traffic.Minute.Acknowledged(repeat ? 0 : request.Points.Count, route);
                return null;

            case 400 or 422 when request.Poison.Count > 0:
                _home = Names(text);
                if (!repeat)
                    Poisoned(_home);
                if (!_home)
                    traffic.Minute.Odd($"{request.Tier.Plan.Tier}: {status} should name the lines {string.Join(", ", request.Poison)} of {request.Points.Count + request.Poison.Count}: {Cut(text)}");
                if (_home && request.Points.Count > 0)
                    traffic.Minute.Acknowledged(repeat ? 0 : request.Points.Count, route);
                return null;

            case 429 or 502 or 503 or 504:
                // The same key may still be in flight: of an attempt that was cut off, or of the request that this one repeats.
                var inFlight = status == 503 && (repeat || _tried) && text.Contains("in flight", StringComparison.OrdinalIgnoreCase);

                // Nor could the log take it in time: allowed while a process that was just started warms up, amid all that waited for it.
                var isLate = status == 503 && traffic.Life.IsFresh;
                if (!(logIsSmall && status is 429 or 503) && !inFlight && !isLate && traffic.Life.WasUpSince(life))
                {
                    // What cannot be synced within the request's time is refused, as promised; whether the disk was so slow is seen when the span ends.
                    Action<string> count = status == 503 && text.Contains("in time", StringComparison.Ordinal) ? traffic.Minute.Late : traffic.Minute.Odd;
                    count($"{request.Tier.Plan.Tier}: {status}: {Cut(text)}");
                }

                return retryAfter?.Delta ?? RetryPause;

            default:
                _home = false;
                traffic.Minute.Odd($"{request.Tier.Plan.Tier}: {status}: {Cut(text)}");
                return null;
        }
    }

    private void Poisoned(bool named)
    {
        if (request.Poison.Count > 0)
            traffic.Minute.Poison(mistaken: !named);
    }

    /// <summary>Goes away: the points stay unknown, the connection is reset.</summary>
    private async Task LeaveAsync()
    {
        using var patience = new CancellationTokenSource();
        try
        {
            using var message = Message(request.Leave == LeaveMode.MidBody ? new BrokenContent(request.Body) : new ByteArrayContent(request.Body));
            var answering = traffic.Http.SendAsync(message, patience.Token);
            if (request.Leave == LeaveMode.BeforeAnswer)
                patience.CancelAfter(LeaveAfter);
            using var answer = await answering;
        }
        catch (Exception gone) when (gone is HttpRequestException or IOException or OperationCanceledException)
        {
            // That is what going away looks like from here.
        }

        traffic.Minute.WentAway();
    }

    private HttpRequestMessage Message(HttpContent content)
    {
        var message = new HttpRequestMessage(HttpMethod.Post, new Uri(traffic.Holdfast, request.Path)) { Content = content };
        if (request.Gzip)
            content.Headers.ContentEncoding.Add("gzip");
        if (request.Key is { } key)
            message.Headers.TryAddWithoutValidation("x-idempotency-key", key);
        return message;
    }

    private bool Names(string body)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            return document.RootElement.GetProperty("lines").EnumerateArray().Select(static line => line.GetProperty("line").GetInt32()).SequenceEqual(request.Poison);
        }
        catch (Exception odd) when (odd is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            return false;
        }
    }

    private static string Header(HttpResponseMessage answer, string name) => answer.Headers.TryGetValues(name, out var values) ? values.First() : "";

    private static string Cut(string text) => text.Length <= 300 ? text : text[..300];
}

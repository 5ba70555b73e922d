using System.Text.Json;

namespace Holdfast.Standalone.Commands.Drilling;

/// <summary>
/// One producer: sends a request at its time or, when the answer before came late, after it, and as well-behaved producers do sends one that
/// was not acknowledged again, under the same key, until it is.
/// </summary>
/// <param name="number">Its number.</param>
/// <param name="tier">The tier that it writes to.</param>
/// <param name="traffic">What the producers share.</param>
/// <param name="seed">What it draws from.</param>
internal sealed class DrillProducer(int number, DrillTier tier, DrillTraffic traffic, int seed)
{
    /// <summary>Points that may still be corrected.</summary>
    private const int Correctable = 200;

    private static readonly TimeSpan RetryPause = TimeSpan.FromMilliseconds(100);

    private readonly Random _random = new(seed);
    private readonly List<SentPoint> _earlier = [];

    /// <summary>Produces until told to stop.</summary>
    /// <param name="interval">The time between two requests.</param>
    /// <param name="stop">No new request from here on; the last one is still brought home.</param>
    /// <param name="abort">Gives up even that: its points then count as unknown.</param>
    public async Task RunAsync(TimeSpan interval, CancellationToken stop, CancellationToken abort)
    {
        try
        {
            var next = traffic.Time.GetTimestamp() + (long)(interval.TotalSeconds * _random.NextDouble() * traffic.Time.TimestampFrequency);
            for (var count = 0L; !stop.IsCancellationRequested; count++)
            {
                var wait = traffic.Time.GetElapsedTime(traffic.Time.GetTimestamp(), next);
                if (wait > TimeSpan.Zero)
                    await Task.Delay(wait, traffic.Time, stop);
                next = Math.Max(next, traffic.Time.GetTimestamp()) + (long)(interval.TotalSeconds * traffic.Time.TimestampFrequency);
                var request = DrillRequest.Draw(traffic, number, tier.Name, count, _earlier, _random);
                await BringHomeAsync(request, abort);
                _earlier.AddRange(request.Points.Skip(1));
                if (_earlier.Count > Correctable)
                    _earlier.RemoveRange(0, _earlier.Count - Correctable);
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested || abort.IsCancellationRequested)
        {
            // The end of the traffic.
        }
    }

    private async Task BringHomeAsync(DrillRequest request, CancellationToken abort)
    {
        for (var first = true; !await SendAsync(request, first, abort); first = false)
            await Task.Delay(RetryPause, traffic.Time, abort);
        foreach (var point in request.Points)
            point.Acknowledge();
        if (traffic.Conduct.HasFlag(DrillConduct.Replay) && traffic.Holdfast is not null)
            await ReplayAsync(request, abort);
    }

    /// <returns>Whether the request's points were acknowledged.</returns>
    private async Task<bool> SendAsync(DrillRequest request, bool first, CancellationToken abort)
    {
        if (traffic.Holdfast is not { } holdfast)
            return false;
        var (life, started) = (traffic.Life, traffic.Time.GetTimestamp());
        string? fault;
        var (status, taker, acknowledged) = (0, "", false);
        try
        {
            using var answer = await PostAsync(holdfast, request, abort);
            status = (int)answer.StatusCode;
            taker = Header(answer, "x-routing-tier");
            var exact = status == 400 && request.PoisonLine > 0 && NamesOnly(request.PoisonLine, await answer.Content.ReadAsStringAsync(abort));
            acknowledged = answer.IsSuccessStatusCode || exact;
            fault = acknowledged ? null : $"HTTP {status} {Header(answer, "x-fallback-reason")}".TrimEnd();

            // Deferred, a line that only a store can refuse is not refused yet; it becomes a dead letter on its way there.
            if (first && request.PoisonLine > 0)
                traffic.Tally.Poisoned(mistaken: !exact && status != 202);
        }
        catch (Exception failed) when (failed is HttpRequestException or IOException || (failed is OperationCanceledException && !abort.IsCancellationRequested))
        {
            fault = failed.Message;
        }

        if (life == traffic.Life)
            traffic.Tally.Answered(tier.Bucket, taker, traffic.Time.GetElapsedTime(started), fault);
        return acknowledged;
    }

    private async Task ReplayAsync(DrillRequest request, CancellationToken abort)
    {
        var life = traffic.Life;
        try
        {
            using var answer = await PostAsync(traffic.Holdfast!, request, abort);
            if (life == traffic.Life)
                traffic.Tally.Replayed(string.Equals(Header(answer, "x-idempotent-replay"), "true", StringComparison.Ordinal));
        }
        catch (HttpRequestException) when (life != traffic.Life)
        {
            // Holdfast was killed meanwhile: nothing is promised about this one.
        }
        catch (HttpRequestException)
        {
            traffic.Tally.Replayed(recognised: false);
        }
    }

    private async Task<HttpResponseMessage> PostAsync(Uri holdfast, DrillRequest request, CancellationToken abort)
    {
        using var message = new HttpRequestMessage(HttpMethod.Post, new Uri(holdfast, $"/api/v2/write?bucket={Uri.EscapeDataString(tier.Bucket)}"));
        message.Content = new ByteArrayContent(request.Body);
        message.Headers.TryAddWithoutValidation("x-idempotency-key", request.Key);
        if (tier.Token is { } token)
            message.Headers.TryAddWithoutValidation("Authorization", $"Token {token}");
        return await traffic.Http.SendAsync(message, abort);
    }

    private static string Header(HttpResponseMessage answer, string name) => answer.Headers.TryGetValues(name, out var values) ? values.First() : "";

    private static bool NamesOnly(int line, string body)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            var lines = document.RootElement.GetProperty("lines");
            return lines.GetArrayLength() == 1 && lines[0].GetProperty("line").GetInt32() == line;
        }
        catch (Exception odd) when (odd is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            return false;
        }
    }
}

using System.Text;
using Holdfast.Pipeline.Stores;

namespace Holdfast.Standalone.Commands.Drilling;

/// <summary>Takes a run's points out of stores that are not the drill's own, where InfluxQL can do that, and tells what is left.</summary>
/// <param name="run">The run's tag.</param>
/// <param name="traffic">What was written.</param>
internal sealed class DrillCleanup(string run, DrillTraffic traffic)
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    /// <summary>Deletes, looks, and tells, one line for each bucket.</summary>
    public async Task<IReadOnlyList<string>> RunAsync(IReadOnlyList<DrillTarget> targets, CancellationToken cancellation)
    {
        var lines = new List<string>();
        foreach (var target in targets)
        {
            var name = $"{target.Store.Definition.Name}/{target.Bucket}";
            var deleted = await DeleteAsync(target, cancellation);
            var (content, error) = await new StoreReader(run, traffic.Time).ReadAsync(target, traffic.Ledger.First, traffic.Ledger.Last, cancellation);
            lines.Add(content is null
                ? $"{name}: what is left cannot be told: {error}"
                : content.Points.Count == 0
                    ? $"{name}: nothing is left of this run"
                    : $"{name}: {content.Points.Count} points of {DrillTraffic.Measurement} with run={run} are left{(deleted is null ? "" : $" ({deleted})")}");
        }

        return lines;
    }

    /// <returns>Why the store does not delete; null when it says that it did.</returns>
    private async Task<string?> DeleteAsync(DrillTarget target, CancellationToken cancellation)
    {
        using var transport = new HttpStoreTransport(target.Store, traffic.Time);
        var slash = target.Bucket.IndexOf('/', StringComparison.Ordinal);
        var database = slash < 0 ? target.Bucket : target.Bucket[..slash];
        var statement = $"DELETE FROM \"{DrillTraffic.Measurement}\" WHERE \"run\" = '{run}'";
        using var limit = new CancellationTokenSource(Limit, traffic.Time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellation);
        try
        {
            var response = await transport.SendAsync(
                new()
                {
                    Method = HttpMethod.Post,
                    PathAndQuery = $"/query?db={Uri.EscapeDataString(database)}",
                    Body = [Encoding.UTF8.GetBytes($"q={Uri.EscapeDataString(statement)}")],
                    ContentType = "application/x-www-form-urlencoded",
                },
                either.Token);
            return response.Failure?.Message ?? (response.Status == 200 ? null : $"DELETE: HTTP {response.Status}");
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return $"DELETE: no answer within {Limit}";
        }
    }
}

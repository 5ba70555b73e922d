using System.Text;

namespace Holdfast.Simulation.Running;

/// <summary>Describes a failed run for people.</summary>
internal static class Report
{
    /// <summary>The seed, what was not kept, and the schedule.</summary>
    public static string Of(RunResult result)
    {
        var settings = result.Scenario.Settings;
        var text = new StringBuilder($"seed {result.Scenario.Seed}: {result.Violations.Count} violations\n");
        foreach (var violation in result.Violations)
            text.Append($"  {violation}\n");
        text.Append($"  {settings.Delivery.Mode}, try {settings.Delivery.TryTimeout.TotalMilliseconds} ms of {settings.Delivery.Timeout.TotalMilliseconds} ms, {settings.Delivery.Retries} retries, log {settings.Data.MaxBytes} bytes\n");
        if (result.Scenario.Sharing is { } sharing)
            text.Append($"  {sharing}\n");
        foreach (var tier in settings.Table.Tiers)
            text.Append($"  {tier.Bucket}: {string.Join(", ", tier.Chain.Select(static target => $"{target.Store}/{target.Bucket}"))}\n");
        foreach (var fault in result.Scenario.Faults)
            text.Append($"  {fault}\n");
        text.Append($"  {result.Scenario.Requests.Count} requests");
        if (result.Scenario.Requests.Count <= 8)
        {
            foreach (var request in result.Scenario.Requests)
                text.Append($"\n  {request.At.TotalSeconds:F3} s: request {request.Number} to {request.Bucket}, {request.Retries} retries: {request.Body.Replace("\n", " | ", StringComparison.Ordinal)}");
        }

        return text.ToString();
    }
}

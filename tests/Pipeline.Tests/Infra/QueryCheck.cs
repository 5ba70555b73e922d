namespace Holdfast.Pipeline.Tests.Infra;

/// <summary>Holds a query's names against what is exported and recorded.</summary>
internal static class QueryCheck
{
    /// <summary>Given by Prometheus itself to whatever it scrapes.</summary>
    private static readonly string[] Given = ["job", "instance"];

    /// <summary>Series that Prometheus makes by itself, with their labels beside those of the alert.</summary>
    private static readonly Dictionary<string, string[]> Own = new(StringComparer.Ordinal)
    {
        ["up"] = [],
        ["scrape_duration_seconds"] = [],
        ["ALERTS"] = ["alertname", "alertstate", "severity", "alert_id", "tier", "store"],
    };

    /// <summary>The tags whose values are words of the code and not of the configuration.</summary>
    private static readonly string[] Closed = ["outcome", "code", "use", "state", "source"];

    /// <summary>What is wrong with the names in a query; nothing when all of them exist.</summary>
    public static IEnumerable<string> Faults(string query)
    {
        var names = new QueryNames(query);
        if (names.Selectors.Count == 0)
            yield return $"no metric: {query}";
        foreach (var selector in names.Selectors)
        {
            if (LabelsOf(selector.Metric) is not { } labels)
            {
                yield return $"{selector.Metric} is not exported: {query}";
                continue;
            }

            foreach (var label in selector.Matchers.Select(static matcher => matcher.Key).Concat(names.Labels).Where(label => !labels.Contains(label)))
                yield return $"{selector.Metric} has no label {label}: {query}";
            foreach (var fault in Values(selector))
                yield return $"{fault}: {query}";
        }
    }

    /// <summary>The labels that a series has; null when there is none of that name.</summary>
    public static HashSet<string>? LabelsOf(string metric)
    {
        var recorded = RulesFile.Read().FirstOrDefault(rule => !rule.IsAlert && rule.Name == metric);
        IEnumerable<string>? own = recorded is not null ? metric.Split(':')[0].Split('_')
            : Own.TryGetValue(metric, out var some) ? some
            : ExportedMetrics.All.LabelsOf(metric)?.Keys;
        return own is null ? null : [.. own, .. Given];
    }

    private static IEnumerable<string> Values(QuerySelector selector) => selector.Matchers
        .Where(static matcher => Closed.Contains(matcher.Key, StringComparer.Ordinal))
        .SelectMany(static matcher => matcher.Value.Split('|'), static (matcher, value) => (matcher.Key, Value: value))
        .Where(matcher => ExportedMetrics.All.LabelsOf(selector.Metric)?.GetValueOrDefault(matcher.Key)?.Contains(matcher.Value) == false)
        .Select(matcher => $"{selector.Metric} never has {matcher.Key} {matcher.Value}");
}

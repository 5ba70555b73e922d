using System.Text.Json;
using System.Text.RegularExpressions;

namespace Holdfast.Pipeline.Tests.Infra;

/// <summary>The Grafana dashboard: that it can be shown, and that it asks for what there is.</summary>
public sealed partial class DashboardTests
{
    private const int Columns = 24;

    private static readonly DashboardFile Dashboard = DashboardFile.Read();

    private static readonly IReadOnlyList<DashboardPanel> Panels = Dashboard.Panels;

    [Fact]
    public void Queries_AskForWhatIsExported() =>
        Assert.Empty(Panels.SelectMany(static panel => panel.Queries, static (panel, query) => (panel.Title, query.Query))
            .SelectMany(static query => QueryCheck.Faults(Fill(query.Query)).Select(fault => $"{query.Title}: {fault}")));

    [SkippableFact]
    public async Task Queries_SatisfyPromtool()
    {
        var rules = Panels.SelectMany(static panel => panel.Queries).Select(static (query, index) =>
            $"      - record: dashboard:query{index}:checked\n        expr: {JsonSerializer.Serialize(Fill(query.Query))}\n");
        var file = Path.Combine(Directory.CreateTempSubdirectory("holdfast-dashboard-").FullName, "dashboard.rules.yml");
        try
        {
            await File.WriteAllTextAsync(file, $"groups:\n  - name: dashboard\n    rules:\n{string.Concat(rules)}");
            await Promtool.CheckAsync("check", "rules", file);
        }
        finally
        {
            Directory.Delete(Path.GetDirectoryName(file)!, recursive: true);
        }
    }

    [Fact]
    public void Legends_NameLabelsOfTheirQuery() => Assert.All(Panels.SelectMany(static panel => panel.Queries), static query =>
    {
        var names = new QueryNames(Fill(query.Query));
        var known = names.Labels.Concat(names.Selectors.SelectMany(static selector => QueryCheck.LabelsOf(selector.Metric)!)).ToHashSet(StringComparer.Ordinal);
        Assert.All(Placeholder().Matches(query.Legend), placeholder => Assert.Contains(placeholder.Groups["label"].Value, known));
    });

    [Fact]
    public void Variables_AskForWhatIsExportedAndAreAllUsed()
    {
        var all = string.Join('\n', Panels.SelectMany(static panel => panel.Queries).Select(static query => query.Query).Concat(Dashboard.Variables.Values));
        Assert.Equal(["datasource", "job", "store", "tier"], Dashboard.Variables.Keys.Order(StringComparer.Ordinal));
        foreach (var (name, query) in Dashboard.Variables.Where(static variable => variable.Key != "datasource"))
        {
            var parts = LabelValues().Match(query);
            Assert.True(parts.Success, query);
            Assert.Equal(name, parts.Groups["label"].Value);
            Assert.Empty(QueryCheck.Faults($"sum by ({name}) ({Fill(parts.Groups["selector"].Value)})"));
            Assert.Contains($"${name}\"", all, StringComparison.Ordinal);
        }

        var used = Variable().Matches(all).Select(static variable => variable.Groups["name"].Value).Where(static name => !name.StartsWith("__", StringComparison.Ordinal));
        Assert.Subset(Dashboard.Variables.Keys.ToHashSet(StringComparer.Ordinal), used.ToHashSet(StringComparer.Ordinal));
    }

    [Fact]
    public void Panels_IdsAndQueryIds_AreUnique()
    {
        Assert.Equal(Panels.Count, Panels.Select(static panel => panel.Id).Distinct().Count());
        Assert.All(Panels, static panel => Assert.Equal(panel.Queries.Count, panel.Queries.Select(static query => query.Id).Distinct(StringComparer.Ordinal).Count()));
    }

    [Fact]
    public void Panels_Places_AreWithinTheGridAndDoNotOverlap()
    {
        var taken = new Dictionary<(int X, int Y), string>();
        foreach (var panel in Panels)
        {
            var (x, y, width, height) = panel.Place;
            Assert.True(x >= 0 && width > 0 && height > 0 && x + width <= Columns, panel.Title);
            foreach (var cell in Enumerable.Range(x, width).SelectMany(_ => Enumerable.Range(y, height), static (x, y) => (x, y)))
                Assert.True(taken.TryAdd(cell, panel.Title), $"{panel.Title} lies over {taken.GetValueOrDefault(cell)}");
        }
    }

    [Fact]
    public void Panels_EveryOne_HasADescriptionAndTheChosenDataSource() => Assert.All(
        Panels.Where(static panel => panel.Type != "row"),
        static panel =>
        {
            Assert.NotEmpty(panel.Queries);
            Assert.False(string.IsNullOrWhiteSpace(panel.Json.GetProperty("description").GetString()), panel.Title);
            Assert.Equal("${datasource}", panel.Json.GetProperty("datasource").GetProperty("uid").GetString());
        });

    [Fact]
    public void Dashboard_ShowsEveryMetricOfHoldfast()
    {
        var shown = Panels.SelectMany(static panel => panel.Queries).SelectMany(static query => new QueryNames(Fill(query.Query)).Selectors).Select(static selector => Family(selector.Metric));
        Assert.Empty(ExportedMetrics.All.Names.Where(static name => name.StartsWith("holdfast_", StringComparison.Ordinal)).Select(Family).Except(shown, StringComparer.Ordinal));
    }

    [Fact]
    public void Dashboard_Head_IsThatOfACurrentGrafana()
    {
        Assert.Equal("holdfast", Dashboard.Uid);
        Assert.True(Dashboard.Json.GetProperty("schemaVersion").GetInt32() >= 39);
        Assert.Equal(JsonValueKind.Null, Dashboard.Json.GetProperty("id").ValueKind);
    }

    private static string Family(string sample) => Suffix().Replace(sample, "");

    /// <summary>The query as Grafana would send it.</summary>
    private static string Fill(string query) => Variable().Replace(
        query.Replace("$__rate_interval", "5m", StringComparison.Ordinal).Replace("$__interval", "1m", StringComparison.Ordinal).Replace("$__range", "1h", StringComparison.Ordinal), ".*");

    [GeneratedRegex(@"\$(?<name>\w+)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Variable();

    [GeneratedRegex(@"\{\{(?<label>\w+)\}\}", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Placeholder();

    [GeneratedRegex(@"^label_values\((?<selector>.*), (?<label>\w+)\)$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex LabelValues();

    [GeneratedRegex("(?<=_seconds)_(bucket|sum|count)$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Suffix();
}

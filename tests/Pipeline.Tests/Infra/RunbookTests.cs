using System.Text.RegularExpressions;
using Holdfast.Routing.Alerting;
using Holdfast.Tests.Design;

namespace Holdfast.Pipeline.Tests.Infra;

/// <summary>Each alert has its section, and what the sections point to exists.</summary>
public sealed partial class RunbookTests
{
    private static readonly string Text = File.ReadAllText(InfraFile.Runbooks);

    /// <summary>The sections by their anchors.</summary>
    private static readonly Dictionary<string, string> Sections = Text.Split("\n## ").Skip(1).ToDictionary(
        static section => AnchorOf(section[..section.IndexOf('\n', StringComparison.Ordinal)]), StringComparer.Ordinal);

    [Fact]
    public void Alerts_EveryOne_HasItsSectionAndEverySectionItsAlert() => Assert.Equal(
        RulesFile.Alerts().Select(static alert => alert.Annotations["runbook"].Split('#')[1]).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal),
        Sections.Keys.Where(static anchor => anchor != "first-look").Order(StringComparer.Ordinal));

    [Fact]
    public void Sections_EveryOne_AnswersTheFourQuestionsAndNamesItsSeverities() => Assert.All(RulesFile.Alerts(), static alert =>
    {
        var section = Sections[alert.Annotations["runbook"].Split('#')[1]];
        foreach (var question in new[] { "**What it means.**", "**How to see it.**", "**What to do.**", "**When it ends by itself.**" })
            Assert.Contains(question, section, StringComparison.Ordinal);
        var severity = alert.Labels["severity"];
        Assert.Contains(severity == "info" ? "Severity info" : severity.ToUpperInvariant(), section.Split("**")[0], StringComparison.Ordinal);
        Assert.Contains($"| `{alert.Name}` | [{alert.Id}](#{alert.Id.Replace('_', '-')}) |", Text, StringComparison.Ordinal);
    });

    [Fact]
    public void Sections_Thresholds_AreThoseOfTheCode()
    {
        foreach (var (anchor, threshold) in new[]
        {
            ("fallback-share", $"P2 above {P(AlertThresholds.FallbackShare)}, P1 above {P(AlertThresholds.FallbackShareSevere)}, by tier, over {AlertThresholds.Window.TotalMinutes} min, from {AlertThresholds.MinimumCount} "),
            ("schema-rejections", $"P2 above {P(AlertThresholds.SchemaRejections)} of a tier's lines, over {AlertThresholds.Window.TotalMinutes} min, from {AlertThresholds.MinimumCount} "),
            ("redis-fallbacks", $"P2 above {P(AlertThresholds.RedisFallbacks)} of the uses, over {AlertThresholds.Window.TotalMinutes} min, from {AlertThresholds.MinimumCount} "),
            ("owed-nowhere", $"P1 when more than nothing is owed with no store for {AlertThresholds.Unstored.TotalMinutes} min"),
            ("deferred-log", $"P2 above {P(AlertThresholds.LogUse)} of the limit, P1 above {P(AlertThresholds.LogUseSevere)}"),
            ("chronic-instability", $"P2 when a store's breaker opened {AlertThresholds.Trips} times within an hour"),
        })
            Assert.Contains(threshold, Sections[anchor], StringComparison.Ordinal);
        Assert.Equal(TimeSpan.FromHours(1), AlertThresholds.TripWindow);
    }

    [Theory]
    [InlineData("infra/runbooks.md")]
    [InlineData("infra/README.md")]
    [InlineData("src/Pipeline/Telemetry/README.md")]
    public void Links_OfThePage_Resolve(string page)
    {
        var folder = Path.GetDirectoryName(Path.Combine(Repository.Root, page))!;
        foreach (var target in Link().Matches(File.ReadAllText(Path.Combine(Repository.Root, page))).Select(static link => link.Groups["target"].Value))
        {
            if (target.StartsWith("https://", StringComparison.Ordinal))
                continue;
            var (file, anchor) = target.Split('#') is [var before, var after] ? (before, after) : (target, "");
            var path = file.Length == 0 ? Path.Combine(Repository.Root, page) : Path.GetFullPath(Path.Combine(folder, file));
            Assert.True(File.Exists(path) || Directory.Exists(path), $"{page}: {target}");
            if (anchor.Length > 0)
                Assert.Contains(anchor, Heading().Matches(File.ReadAllText(path)).Select(static heading => AnchorOf(heading.Groups["text"].Value)));
        }
    }

    [Fact]
    public void Metrics_ThatTheTextsName_AreExported()
    {
        var readme = File.ReadAllText(Path.Combine(Repository.Root, "infra", "README.md"));
        Assert.All(Metric().Matches(Text + readme).Select(static metric => metric.Value).Distinct(StringComparer.Ordinal), static name => Assert.Contains(name, ExportedMetrics.All.Names));
    }

    [Fact]
    public void Panels_ThatTheSectionsName_AreOnTheDashboard()
    {
        var titles = DashboardFile.Read().Panels.Select(static panel => panel.Title).ToHashSet(StringComparer.Ordinal);
        var named = Text.Split('\n').SkipWhile(static line => !line.StartsWith("## Fallback", StringComparison.Ordinal));
        var panels = InGrafana().Matches(string.Join(' ', named)).SelectMany(static sentence => Emphasis().Matches(sentence.Value)).Select(static panel => panel.Groups["text"].Value).ToList();

        Assert.True(panels.Count > 10);
        Assert.Empty(panels.Except(titles, StringComparer.Ordinal));
    }

    [Fact]
    public void Routes_ThatTheSectionsName_AreMapped()
    {
        var map = File.ReadAllText(Path.Combine(Repository.Root, "src", "Pipeline", "Http", "EndpointMap.cs"));
        var routes = Route().Matches(Text).Select(static route => Name().Replace(route.Groups["route"].Value, "/stores/{store}/")).Distinct(StringComparer.Ordinal).ToList();

        Assert.Contains("/ops/stores/{store}/restore", routes);
        Assert.All(routes, route => Assert.Contains($"\"{route}\"", map, StringComparison.Ordinal));
    }

    private static string P(double share) => $"{Math.Round(share * 100)} %";

    private static string AnchorOf(string heading) => NotInAnchors().Replace(heading.Trim().ToLowerInvariant(), "").Replace(' ', '-');

    [GeneratedRegex(@"\]\((?<target>[^)\s]+)\)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Link();

    [GeneratedRegex(@"^#+ (?<text>.+)$", RegexOptions.ExplicitCapture | RegexOptions.Multiline, 1000)]
    private static partial Regex Heading();

    [GeneratedRegex(@"[^\w\- ]", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex NotInAnchors();

    [GeneratedRegex(@"\bholdfast_\w+(?=[`{])", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Metric();

    [GeneratedRegex(@"In Grafana: [^.]*\.", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex InGrafana();

    [GeneratedRegex(@"(?<!\*)\*(?<text>[^*]+)\*(?!\*)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Emphasis();

    [GeneratedRegex(@"(?<route>/ops/[a-zA-Z/]+)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Route();

    [GeneratedRegex(@"/stores/[^/]+/", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Name();
}

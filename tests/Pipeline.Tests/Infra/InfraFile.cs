using Holdfast.Tests.Design;

namespace Holdfast.Pipeline.Tests.Infra;

/// <summary>The files that operators deploy.</summary>
internal static class InfraFile
{
    public static string Rules { get; } = Path.Combine(Repository.Root, "infra", "prometheus", "holdfast.rules.yml");

    public static string RuleTests { get; } = Path.Combine(Repository.Root, "infra", "prometheus", "holdfast.tests.yml");

    public static string Scraping { get; } = Path.Combine(Repository.Root, "infra", "prometheus", "prometheus.yml");

    public static string Dashboard { get; } = Path.Combine(Repository.Root, "infra", "grafana", "holdfast.json");

    public static string Runbooks { get; } = Path.Combine(Repository.Root, "infra", "runbooks.md");
}

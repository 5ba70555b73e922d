using System.Globalization;
using Holdfast.Routing.Alerting;
using Holdfast.Routing.LineProtocol;

namespace Holdfast.Pipeline.Tests.Infra;

/// <summary>The alerts that operators load into Prometheus: that they are valid, say when they should, and ask for what there is.</summary>
public sealed class PrometheusRulesTests
{
    private static readonly IReadOnlyList<Rule> Alerts = RulesFile.Alerts();

    [SkippableFact]
    public Task Rules_SatisfyPromtool() => Promtool.CheckAsync("check", "rules", InfraFile.Rules);

    [SkippableFact]
    public Task Rules_FireAndDoNotFire_AsTheirTestsSay() => Promtool.CheckAsync("test", "rules", InfraFile.RuleTests);

    [SkippableFact]
    public Task Scraping_SatisfiesPromtool() => Promtool.CheckAsync("check", "config", InfraFile.Scraping);

    [Fact]
    public void Alerts_AreThoseOfTheDesign() => Assert.Equal(
        [
            "fallback_share p2 HoldfastFallbackShare",
            "fallback_share p1 HoldfastFallbackShare",
            "schema_rejections p2 HoldfastSchemaRejections",
            "redis_fallbacks p2 HoldfastRedisFallbacks",
            "owed_nowhere p1 HoldfastOwedNowhere",
            "deferred_log p2 HoldfastDeferredLog",
            "deferred_log p1 HoldfastDeferredLog",
            "chronic_instability p2 HoldfastChronicInstability",
            "target_ineligible p2 HoldfastTargetIneligible",
            "recovering info HoldfastRecovering",
        ],
        Alerts.Select(static alert => $"{alert.Id} {alert.Labels["severity"]} {alert.Name}"));

    [Fact]
    public void Alerts_Thresholds_AreThoseOfTheCode()
    {
        Assert.Equal($"job_tier:holdfast_fallback:share5m > {N(AlertThresholds.FallbackShare)} <= {N(AlertThresholds.FallbackShareSevere)}", Of("fallback_share", "p2").Expression);
        Assert.Equal($"job_tier:holdfast_fallback:share5m > {N(AlertThresholds.FallbackShareSevere)}", Of("fallback_share", "p1").Expression);
        Assert.Equal($"job_tier:holdfast_schema_rejections:share5m > {N(AlertThresholds.SchemaRejections)}", Of("schema_rejections", "p2").Expression);
        Assert.Equal($"job:holdfast_redis_fallbacks:share5m > {N(AlertThresholds.RedisFallbacks)}", Of("redis_fallbacks", "p2").Expression);
        Assert.Equal($"max by (job) (holdfast_deferred_usage_ratio) > {N(AlertThresholds.LogUse)} <= {N(AlertThresholds.LogUseSevere)}", Of("deferred_log", "p2").Expression);
        Assert.Equal($"max by (job) (holdfast_deferred_usage_ratio) > {N(AlertThresholds.LogUseSevere)}", Of("deferred_log", "p1").Expression);
        Assert.Equal($"job_store:holdfast_breaker_trips:increase1h >= {AlertThresholds.Trips}", Of("chronic_instability", "p2").Expression);
        Assert.Contains("unless on (job, store) max by (job, store) (holdfast_breaker_held) > 0 ", Of("recovering", "info").Expression, StringComparison.Ordinal);
        Assert.EndsWith($"unless on (job, store) job_store:holdfast_breaker_trips:increase1h >= {AlertThresholds.Trips}", Of("recovering", "info").Expression, StringComparison.Ordinal);
        Assert.Equal(AlertThresholds.Unstored, TimeSpan.FromMinutes(int.Parse(Of("owed_nowhere", "p1").For.TrimEnd('m'), CultureInfo.InvariantCulture)));
    }

    [Fact]
    public void Records_Windows_AreThoseOfTheCode()
    {
        var records = RulesFile.Read().Where(static rule => !rule.IsAlert).ToDictionary(static rule => rule.Name, static rule => rule.Expression, StringComparer.Ordinal);
        foreach (var share in records.Where(static record => record.Key.EndsWith(":share5m", StringComparison.Ordinal)).Select(static record => record.Value))
        {
            Assert.Equal([$"[{AlertThresholds.Window.TotalMinutes}m]"], Ranges(share));
            Assert.Contains($">= {AlertThresholds.MinimumCount}", share, StringComparison.Ordinal);
        }

        Assert.Equal(4, records.Count);
        Assert.Equal([$"[{AlertThresholds.TripWindow.TotalHours}h]"], Ranges(records["job_store:holdfast_breaker_trips:increase1h"]));
    }

    /// <summary>The codes of the schema and of contracts are the last ones of the enumeration.</summary>
    [Fact]
    public void SchemaRejections_Codes_AreAllOfTheSchema()
    {
        var share = RulesFile.Read().Single(static rule => rule.Name == "job_tier:holdfast_schema_rejections:share5m");
        var codes = new QueryNames(share.Expression).Selectors[0].Matchers.Single().Value.Split('|');

        Assert.Equal(Enum.GetValues<RejectionCode>().Where(static code => code >= RejectionCode.FieldTypeConflict).Select(static code => code.Text()), codes);
    }

    [Fact]
    public void Rules_AskForWhatIsExported() => Assert.Empty(RulesFile.Read().SelectMany(static rule => QueryCheck.Faults(rule.Expression)));

    [Fact]
    public void Alerts_SayWhatItIsAndWhereToRead() => Assert.All(Alerts, static alert =>
    {
        Assert.Equal(["dashboard", "description", "runbook", "summary"], alert.Annotations.Keys.Order(StringComparer.Ordinal));
        Assert.Equal($"infra/runbooks.md#{alert.Id.Replace('_', '-')}", alert.Annotations["runbook"]);
        Assert.Equal($"/d/{DashboardFile.Read().Uid}", alert.Annotations["dashboard"]);
    });

    [Theory]
    [InlineData("sum(rate(nothing_total[5m]))", "nothing_total is not exported")]
    [InlineData("""holdfast_writes_total{colour="red"}""", "holdfast_writes_total has no label colour")]
    [InlineData("sum by (store) (holdfast_write_duration_seconds_bucket)", "holdfast_write_duration_seconds_bucket has no label store")]
    [InlineData("""holdfast_writes_total{outcome=~"committed|done"}""", "holdfast_writes_total never has outcome done")]
    [InlineData("1 + 1", "no metric")]
    public void Faults_NameThatDoesNotExist_IsFound(string query, string fault) => Assert.StartsWith(fault, Assert.Single(QueryCheck.Faults(query)), StringComparison.Ordinal);

    private static Rule Of(string id, string severity) => Alerts.Single(alert => alert.Id == id && alert.Labels["severity"] == severity);

    private static string N(double number) => number.ToString(CultureInfo.InvariantCulture);

    private static IEnumerable<string> Ranges(string query) => query.Split('[').Skip(1).Select(static part => $"[{part.Split(']')[0]}]").Distinct(StringComparer.Ordinal);
}

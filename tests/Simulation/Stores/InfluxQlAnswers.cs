using System.Globalization;
using System.Text.Json;

namespace Holdfast.Simulation.Stores;

/// <summary>Answers exactly the statements that the product sends; anything else is refused, as a store refuses what it cannot read.</summary>
/// <param name="store">The store.</param>
internal sealed class InfluxQlAnswers(SimStore store)
{
    private const string ShowPolicies = "SHOW RETENTION POLICIES ON \"";

    /// <summary>The status and the body.</summary>
    public (int Status, string Body) Answer(string statement)
    {
        if (statement.StartsWith(ShowPolicies, StringComparison.Ordinal))
            return (200, Policies(statement[ShowPolicies.Length..^1]));
        return (400, JsonSerializer.Serialize(new { error = $"error parsing query: {statement}" }));
    }

    private string Policies(string database)
    {
        var rows = store.BucketNames
            .Where(bucket => bucket == database || bucket.StartsWith(database + "/", StringComparison.Ordinal))
            .Select(bucket =>
            {
                var policy = bucket.Length > database.Length ? bucket[(database.Length + 1)..] : "autogen";
                var hours = store.RetentionOf(bucket).TotalHours.ToString("F0", CultureInfo.InvariantCulture);
                return new object[] { policy, $"{hours}h0m0s", "24h0m0s", 1, policy == "autogen" };
            })
            .ToArray();
        var series = new { columns = new[] { "name", "duration", "shardGroupDuration", "replicaN", "default" }, values = rows };
        return JsonSerializer.Serialize(new { results = new[] { new { series = new[] { series } } } });
    }
}

using Holdfast.Pipeline.Configuration;
using Microsoft.Extensions.Configuration;

namespace Holdfast.Fuzzing.Settings;

/// <summary>A sound configuration that has every kind of key.</summary>
internal static class SettingsFacts
{
    /// <summary>Stands wherever a secret may stand, and must be shown nowhere.</summary>
    public const string Secret = "Zx9Secret7Qw";

    public const string Json = $$"""
        { "Holdfast": {
            "Stores": {
              "primary": { "Url": "http://127.0.0.1:8086", "Api": "V2", "Region": "eu", "Org": "o", "Token": "{{Secret}}1", "MaxConnections": 8, "ConnectTimeout": "00:00:00.4", "FailurePatterns": ["InvalidGeometry"], "Embedded": false },
              "replica": { "Url": "http://127.0.0.1:8087", "Api": "V1", "Username": "me", "Password": "{{Secret}}2", "Gzip": true, "HealthPath": "/ping" } },
            "Tiers": {
              "hot": { "Bucket": "telemetry_hot", "Retention": "7d", "Targets": [ { "Store": "primary", "Bucket": "telemetry_hot" }, { "Store": "replica", "Bucket": "telemetry/hot", "Retention": "7d" } ] },
              "cold": { "Bucket": "telemetry_cold", "Retention": "365.00:00:00", "Targets": [ { "Store": "replica", "Bucket": "telemetry/cold" } ] } },
            "Auth": { "Tokens": [ { "Token": "{{Secret}}3", "Role": "Writer", "Buckets": ["telemetry_hot"] }, { "Token": "{{Secret}}4", "Role": "Operator" } ] },
            "Delivery": { "Mode": "Failover", "Timeout": "00:00:01.5", "TryTimeout": "00:00:00.5", "Retries": 1, "RetryBudget": 0.2 },
            "Breaker": { "ErrorRate": 0.035, "Isolation": "00:02:00", "Jitter": 0.1 },
            "Data": { "Path": "holdfast-data", "MaxBytes": 10737418240, "MaxAge": "7d" },
            "Limits": { "MaxBodyBytes": 26214400, "FutureTolerance": "1d" },
            "Recovery": { "Settle": "10s" }, "Reconcile": {}, "Lifecycle": {} } }
        """;

    public static HoldfastSettings Sound()
    {
        using var stream = new MemoryStream(System.Text.Encoding.UTF8.GetBytes(Json));
        var result = SettingsReader.Read(new ConfigurationBuilder().AddJsonStream(stream).Build());
        return result.Settings ?? throw new InvalidOperationException(string.Join('\n', result.Errors));
    }
}

using System.Text;
using Holdfast.Pipeline.Configuration;
using Microsoft.Extensions.Configuration;

namespace Holdfast.Pipeline.Tests.Configuration;

/// <summary>A small valid configuration, and ways to change it.</summary>
internal static class ConfigurationFacts
{
    public static Dictionary<string, string?> Valid() => new(StringComparer.OrdinalIgnoreCase)
    {
        ["Holdfast:Stores:primary:Url"] = "http://127.0.0.1:8086",
        ["Holdfast:Stores:primary:Region"] = "eu",
        ["Holdfast:Stores:replica:Url"] = "http://127.0.0.1:8087",
        ["Holdfast:Stores:replica:Api"] = "V1",
        ["Holdfast:Tiers:hot:Bucket"] = "telemetry_hot",
        ["Holdfast:Tiers:hot:Retention"] = "7.00:00:00",
        ["Holdfast:Tiers:hot:Targets:0:Store"] = "primary",
        ["Holdfast:Tiers:hot:Targets:0:Bucket"] = "telemetry_hot",
        ["Holdfast:Tiers:hot:Targets:1:Store"] = "replica",
        ["Holdfast:Tiers:hot:Targets:1:Bucket"] = "telemetry/seven_days",
        ["Holdfast:Auth:Tokens:0:Token"] = "writer-secret",
        ["Holdfast:Auth:Tokens:0:Role"] = "Writer",
        ["Holdfast:Auth:Tokens:0:Buckets:0"] = "telemetry_hot",
    };

    /// <summary>Reads the valid configuration with changes laid over it; a null removes the key.</summary>
    public static SettingsResult Read(params (string Key, string? Value)[] changes)
    {
        var pairs = Valid();
        foreach (var (key, value) in changes)
        {
            pairs.Remove(key);
            if (value is not null)
                pairs[key] = value;
        }

        return SettingsReader.Read(new ConfigurationBuilder().AddInMemoryCollection(pairs).Build());
    }

    public static string[] Errors(params (string Key, string? Value)[] changes) =>
        [.. Read(changes).Errors.Select(static error => error.ToString())];

    public static SettingsResult ReadJson(string json) =>
        SettingsReader.Read(new ConfigurationBuilder().AddJsonStream(new MemoryStream(Encoding.UTF8.GetBytes(json))).Build());
}

using Holdfast.Pipeline.Configuration;

namespace Holdfast.Functions.Hosting;

/// <summary>Reads <c>Holdfast:Azure</c>. An empty text means that a value is not given, as application settings cannot be null.</summary>
internal static class AzureReader
{
    /// <summary>The most that one drain activity may be given: the host's function timeout is longer, with room for the step that it ends with.</summary>
    public static readonly TimeSpan LongestDrain = TimeSpan.FromMinutes(4);

    private const int MiB = 1024 * 1024;

    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    public static AzureSettings Read(SectionReader reader)
    {
        var defaults = new AzureSettings();
        var redis = reader.Section("Redis");
        var settings = new AzureSettings
        {
            RedisEndpoint = Given(redis.Text("Endpoint")),
            RedisConnection = Given(redis.Text("Connection")),
            RedisUser = Given(redis.Text("User")),
            Staleness = reader.Duration("Staleness", defaults.Staleness, Second, TimeSpan.FromMinutes(10)),
            Report = reader.Duration("Report", defaults.Report, TimeSpan.FromMilliseconds(100), TimeSpan.FromMinutes(1)),
            DrainFor = reader.Duration("DrainFor", defaults.DrainFor, Second, LongestDrain),
            MaxMessageBytes = reader.Integer32("MaxMessageBytes", defaults.MaxMessageBytes, 64 * 1024, 100 * MiB),
        };
        CheckRedis(redis, settings);
        if (settings.Staleness <= settings.Report && reader.Errors.NoneAt(reader.At("Staleness"), reader.At("Report")))
        {
            reader.Errors.Add(
                reader.At("Staleness"),
                $"{DurationText.Format(settings.Staleness)} is not above Report, {DurationText.Format(settings.Report)}",
                "Give several times Report, or one late answer makes an instance go on alone");
        }

        redis.End();
        reader.End();
        return settings;
    }

    /// <summary>Host and port of an endpoint; an empty host or a port of 0 where it is none.</summary>
    public static (string Host, int Port) Split(string endpoint)
    {
        var colon = endpoint.LastIndexOf(':');
        return colon > 0 && int.TryParse(endpoint.AsSpan(colon + 1), out var port) ? (endpoint[..colon], port) : ("", 0);
    }

    private static void CheckRedis(SectionReader redis, AzureSettings settings)
    {
        if (settings is { RedisEndpoint: not null, RedisConnection: not null })
            redis.Errors.Add(redis.At("Connection"), "both an endpoint and a connection string are given", "Keep Endpoint in Azure and Connection locally");
        if (settings.RedisEndpoint is { } endpoint && !IsEndpoint(endpoint))
            redis.Errors.Add(redis.At("Endpoint"), $"'{SectionReader.Shown(endpoint)}' is not an endpoint", "Give host:port, such as holdfast.westeurope.redis.azure.net:10000");
    }

    private static bool IsEndpoint(string text) =>
        Split(text) is ({ Length: > 0 }, > 0 and <= 65_535) && !text.Contains('/') && !text.Contains(',') && !text.Contains('=');

    private static string? Given(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();
}

using System.Text.Json.Nodes;
using Holdfast.Tests.Design;
using Microsoft.Extensions.Configuration;

namespace Holdfast.Functions.Tests.Support;

/// <summary>The files at the top of the repository that the Functions host reads.</summary>
internal static class RepositoryFiles
{
    public static JsonNode HostFile => Read("host.json");

    /// <summary>The sample's settings as the host hands them to the worker: in its environment.</summary>
    public static IReadOnlyDictionary<string, string> Sample =>
        Read("local.settings.sample.json")["Values"]!.AsObject().ToDictionary(static pair => pair.Key, static pair => pair.Value!.GetValue<string>(), StringComparer.Ordinal);

    /// <summary>The same, with the keys that the environment's provider makes of them.</summary>
    public static IEnumerable<KeyValuePair<string, string?>> SampleKeys =>
        Sample.Select(static pair => KeyValuePair.Create(pair.Key.Replace("__", ConfigurationPath.KeyDelimiter, StringComparison.Ordinal), (string?)pair.Value));

    private static JsonNode Read(string name) => JsonNode.Parse(File.ReadAllText(Path.Combine(Repository.Root, name)))!;
}

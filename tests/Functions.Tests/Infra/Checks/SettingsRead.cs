using System.Text.RegularExpressions;
using Holdfast.Tests.Design;

namespace Holdfast.Functions.Tests.Infra.Checks;

/// <summary>The settings that the code reads, taken from its sources.</summary>
internal static partial class SettingsRead
{
    /// <summary>Read by the Functions host and its extensions, by Azure.Identity and by Application Insights, not by any line of ours.</summary>
    public static IReadOnlyList<string> ByTheHost { get; } =
    [
        "APPLICATIONINSIGHTS_AUTHENTICATION_STRING", "APPLICATIONINSIGHTS_CONNECTION_STRING", "AZURE_CLIENT_ID",
        "AzureFunctionsJobHost__extensions__durableTask__hubName", "AzureWebJobsDisableHomepage", "AzureWebJobsStorage__accountName",
        "AzureWebJobsStorage__clientId", "AzureWebJobsStorage__credential", "ServiceBusConnection__clientId", "ServiceBusConnection__credential",
        "ServiceBusConnection__fullyQualifiedNamespace",
    ];

    /// <summary>Read by the head under <c>Holdfast:Azure</c>; its <c>Redis:Connection</c> is for local use.</summary>
    public static IReadOnlyList<string> ByTheHead { get; } =
    [
        "Holdfast__Azure__DrainFor", "Holdfast__Azure__MaxMessageBytes", "Holdfast__Azure__Redis__Endpoint", "Holdfast__Azure__Redis__User",
        "Holdfast__Azure__Report", "Holdfast__Azure__Staleness",
    ];

    /// <summary>
    /// Read of each store, and not set: off unless somebody asks for it by the parameter <c>settings</c>. A scratch bucket must exist in the
    /// store; an embedded store is Standalone's. Likewise <c>Holdfast__Contracts</c>, whose file must be in the package.
    /// </summary>
    public static IReadOnlyList<string> OnDemand { get; } = ["Embedded", "ProbeBucket", "FailurePatterns"];

    /// <summary>The keys of every section that is read as a whole, as names of app settings.</summary>
    public static IEnumerable<string> OfSections() => SectionReads().Matches(Source("SettingsReader"))
        .Where(static match => match.Groups["reader"].Value is not "TokensReader")
        .SelectMany(static match => KeysOf(match.Groups["reader"].Value).Select(key => $"Holdfast__{match.Groups["section"].Value}__{key}"));

    /// <summary>What the head's own reader asks for, from its source; empty as long as there is none.</summary>
    public static IEnumerable<string> OfHead()
    {
        var source = Path.Combine(Repository.Root, "src", "Functions", "Hosting", "AzureReader.cs");
        if (!File.Exists(source))
            return [];
        var text = File.ReadAllText(source);
        return KeyReads().Matches(text).Select(static match => match.Groups["key"].Value)
            .Concat(RedisReads().Matches(text).Select(static match => "Redis__" + match.Groups["key"].Value))
            .Select(static key => "Holdfast__Azure__" + key).Except(["Holdfast__Azure__Redis__Connection"]);
    }

    /// <summary>The keys of one store.</summary>
    public static IEnumerable<string> OfStore(string store) => KeysOf("StoresReader").Except(OnDemand).Select(key => $"Holdfast__Stores__{store}__{key}");

    /// <summary>The keys of one token; its buckets are a list, and none means all.</summary>
    public static IEnumerable<string> OfToken(int number) => KeysOf("TokensReader").Except(["Buckets"]).Select(key => $"Holdfast__Auth__Tokens__{number}__{key}");

    /// <summary>The keys that a reader asks for by a text.</summary>
    public static IEnumerable<string> KeysOf(string reader) => KeyReads().Matches(Source(reader)).Select(static match => match.Groups["key"].Value).Distinct(StringComparer.Ordinal);

    private static string Source(string reader) => File.ReadAllText(Path.Combine(Repository.Root, "src", "Pipeline", "Configuration", reader + ".cs"));

    [GeneratedRegex(@"(?<reader>\w+Reader)\.Read\(root\.Section\(""(?<section>\w+)""\)", RegexOptions.NonBacktracking)]
    private static partial Regex SectionReads();

    [GeneratedRegex(@"\bredis\.Text\(""(?<key>\w+)""", RegexOptions.NonBacktracking)]
    private static partial Regex RedisReads();

    [GeneratedRegex(@"\b(?:reader|item)\.(?:Text|Texts|Integer|Integer32|Number|Share|Duration|Switch|Choice)\(\s*""(?<key>\w+)""", RegexOptions.NonBacktracking)]
    private static partial Regex KeyReads();
}

using System.Text.RegularExpressions;
using Holdfast.Functions.Tests.Infra.Bicep;

namespace Holdfast.Functions.Tests.Infra.Checks;

/// <summary>
/// Every resource names a stable version of its API, the same one everywhere, and every module is a file of this repository; roles are
/// assigned in one file, and what logs is told where to.
/// </summary>
internal static partial class ResourceCheck
{
    /// <summary>Where every role assignment lies.</summary>
    private const string RolesFile = "modules/roles.bicep";

    /// <summary>Types without a usable stable version: the only stable one of diagnostic settings, 2016-09-01, knows no groups of categories.</summary>
    private static readonly string[] PreviewOnly = ["Microsoft.Insights/diagnosticSettings"];

    /// <summary>Types that have logs of their own. A workspace and a component are where logs go.</summary>
    private static readonly string[] Logging =
    [
        "Microsoft.Storage/storageAccounts/blobServices", "Microsoft.Storage/storageAccounts/queueServices", "Microsoft.Storage/storageAccounts/tableServices",
        "Microsoft.ServiceBus/namespaces", "Microsoft.Cache/redisEnterprise", "Microsoft.Cache/redisEnterprise/databases", "Microsoft.KeyVault/vaults", "Microsoft.Web/sites",
    ];

    /// <summary>What is wrong, as <c>path:line: text</c>.</summary>
    public static IEnumerable<string> Find(Templates templates)
    {
        var findings = new List<string>();
        var versions = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (file, resource) in templates.Of("resource"))
        {
            var (type, version) = Split(resource);
            if (!Version().IsMatch(version) && !(PreviewOnly.Contains(type) && version.EndsWith("-preview", StringComparison.Ordinal)))
                findings.Add($"{file.Path}:{resource.Line}: '{version}' is no stable version of {type}");
            if (versions.TryGetValue(type, out var other) && other != version)
                findings.Add($"{file.Path}:{resource.Line}: {type} is {version} here and {other} elsewhere");
            versions[type] = version;
            if (file.Path != RolesFile && type.EndsWith("Assignments", StringComparison.OrdinalIgnoreCase))
                findings.Add($"{file.Path}:{resource.Line}: {type} belongs into {RolesFile}");
            if (!resource.IsExisting && Logging.Contains(type) && !file.Of("resource").Any(logs => IsLogOf(logs, resource)))
                findings.Add($"{file.Path}:{resource.Line}: '{resource.Name}' has no diagnostic settings");
        }

        foreach (var (file, module) in templates.Of("module").Where(static pair => pair.Declaration.Type.Contains(':', StringComparison.Ordinal)))
            findings.Add($"{file.Path}:{module.Line}: '{module.Type}' comes from a registry");
        return findings;
    }

    /// <summary>The type of a resource, without its version.</summary>
    public static string TypeOf(BicepDeclaration resource) => Split(resource).Type;

    private static (string Type, string Version) Split(BicepDeclaration resource) =>
        resource.Type.Split('@') is [var type, var version] ? (type, version) : (resource.Type, "");

    private static bool IsLogOf(BicepDeclaration logs, BicepDeclaration resource) =>
        TypeOf(logs) is "Microsoft.Insights/diagnosticSettings" && logs.Value?.At("scope")?.Text == resource.Name;

    [GeneratedRegex(@"^20\d\d-[01]\d-[0-3]\d$", RegexOptions.NonBacktracking)]
    private static partial Regex Version();
}

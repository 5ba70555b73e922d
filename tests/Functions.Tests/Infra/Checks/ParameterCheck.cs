using System.Text.Json;
using System.Text.RegularExpressions;
using Holdfast.Functions.Tests.Infra.Bicep;

namespace Holdfast.Functions.Tests.Infra.Checks;

/// <summary>
/// azd's parameter file names exactly the parameters of the main template, each from a variable of its own, with the template's default and
/// none where there is none; secrets have none.
/// </summary>
internal static partial class ParameterCheck
{
    /// <summary>What is wrong.</summary>
    /// <param name="main">The main template.</param>
    /// <param name="json">The parameter file.</param>
    public static IEnumerable<string> Find(BicepFile main, string json)
    {
        using var document = JsonDocument.Parse(json);
        var given = document.RootElement.GetProperty("parameters").EnumerateObject()
            .ToDictionary(static entry => entry.Name, static entry => entry.Value.GetProperty("value").Clone(), StringComparer.Ordinal);
        var variables = new HashSet<string>(StringComparer.Ordinal);
        var findings = new List<string>();
        foreach (var name in given.Keys.Where(name => main.Find(name) is not { Keyword: "param" }))
            findings.Add($"there is no parameter '{name}'");
        foreach (var parameter in main.Of("param"))
        {
            if (!given.TryGetValue(parameter.Name, out var value))
                findings.Add($"'{parameter.Name}' is not given");
            else if (parameter.Type is "object" ? value.ValueKind is not JsonValueKind.Object || value.EnumerateObject().Any() : Fault(parameter, value, variables))
                findings.Add($"'{parameter.Name}' is given as {value.GetRawText()}, and its default is {Default(parameter) ?? "none"}");
        }

        return findings;
    }

    private static bool Fault(BicepDeclaration parameter, JsonElement value, HashSet<string> variables)
    {
        var match = Variable().Match(value.ValueKind is JsonValueKind.String ? value.GetString()! : "");
        var given = match.Groups["value"].Success ? match.Groups["value"].Value : null;
        return !match.Success || !variables.Add(match.Groups["variable"].Value) || given != Default(parameter);
    }

    private static string? Default(BicepDeclaration parameter) => parameter.Value is { Kind: BicepKind.Text or BicepKind.Literal } value ? value.Text : null;

    [GeneratedRegex(@"^\$\{(?<variable>[A-Z_]+)(?:=(?<value>[^}]*))?\}$", RegexOptions.NonBacktracking)]
    private static partial Regex Variable();
}

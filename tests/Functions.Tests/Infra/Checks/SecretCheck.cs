using System.Text.RegularExpressions;
using Holdfast.Functions.Tests.Infra.Bicep;

namespace Holdfast.Functions.Tests.Infra.Checks;

/// <summary>Secrets come in as secure parameters, go into the vault only, and never come out.</summary>
internal static partial class SecretCheck
{
    private const string SecretType = "Microsoft.KeyVault/vaults/secrets";

    /// <summary>What is wrong, as <c>path:line: text</c>.</summary>
    public static IEnumerable<string> Find(Templates templates)
    {
        var findings = new List<string>();
        foreach (var (file, parameter) in templates.Of("param"))
        {
            if (SecretName().IsMatch(parameter.Name) && !parameter.IsSecure)
                findings.Add($"{file.Path}:{parameter.Line}: '{parameter.Name}' is a secret and not secure");
            if (parameter is { IsSecure: true, Value: not null })
                findings.Add($"{file.Path}:{parameter.Line}: '{parameter.Name}' is secure and has a default");
        }

        foreach (var file in templates.Files)
        {
            foreach (var declaration in file.Declarations.Where(static declaration => declaration.Value is not null))
                findings.AddRange(Leaks(templates, file, declaration));
        }

        return findings;
    }

    private static IEnumerable<string> Leaks(Templates templates, BicepFile file, BicepDeclaration declaration)
    {
        var secrets = Secrets(file, declaration.Value!).ToList();
        var allowed = declaration.Keyword switch
        {
            "module" => (declaration.Value!.Body.At("params")?.Children ?? [])
                .Where(parameter => templates.Module(file, declaration)?.Find(parameter.Text) is { IsSecure: true })
                .SelectMany(parameter => Secrets(file, parameter.Children[^1])),
            "resource" when ResourceCheck.TypeOf(declaration) is SecretType => Secrets(file, declaration.Value!.Body.At("properties", "value")!),
            _ => [],
        };
        var counted = allowed.Count();
        if (secrets.Count > counted)
            yield return $"{file.Path}:{declaration.Line}: '{declaration.Name}' lets the secret '{secrets[0].Text}' out";

        // Keys that a resource lists are secrets too, whoever asks for them.
        foreach (var call in declaration.Value!.All.Where(static node => node is { Kind: BicepKind.Call, Children: [{ Text: var name }, ..] } && name.StartsWith("list", StringComparison.Ordinal)))
            yield return $"{file.Path}:{call.Line}: '{call.Children[0].Text}' asks for keys, and nothing here has keys";
    }

    private static IEnumerable<BicepNode> Secrets(BicepFile file, BicepNode node) =>
        node.All.Where(part => part.Kind is BicepKind.Name && file.Find(part.Text) is { Keyword: "param", IsSecure: true });

    [GeneratedRegex("(credential|token|password|secret|key)$", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex SecretName();
}

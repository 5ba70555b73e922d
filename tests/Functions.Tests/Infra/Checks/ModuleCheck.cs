using Holdfast.Functions.Tests.Infra.Bicep;

namespace Holdfast.Functions.Tests.Infra.Checks;

/// <summary>Modules exist, are given exactly what they declare, and what they put out is declared and used.</summary>
internal static class ModuleCheck
{
    /// <summary>What is wrong, as <c>path:line: text</c>.</summary>
    public static IEnumerable<string> Find(Templates templates)
    {
        var findings = new List<string>();
        var used = new HashSet<string>(StringComparer.Ordinal) { Templates.Main };
        foreach (var (file, module) in templates.Of("module"))
        {
            if (templates.Module(file, module) is not { } target)
            {
                findings.Add($"{file.Path}:{module.Line}: there is no file '{module.Type}'");
                continue;
            }

            used.Add(target.Path);
            Parameters(file, module, target, findings);
            Outputs(file, module, target, used, findings);
        }

        foreach (var file in templates.Files.Where(file => !used.Contains(file.Path)))
            findings.Add($"{file.Path}:1: no module is made of this file");
        foreach (var (file, output) in templates.Of("output").Where(pair => pair.File.Path != Templates.Main && !used.Contains(Key(pair.File, pair.Declaration.Name))))
            findings.Add($"{file.Path}:{output.Line}: nobody uses the output '{output.Name}'");
        return findings;
    }

    private static void Parameters(BicepFile file, BicepDeclaration module, BicepFile target, List<string> findings)
    {
        var given = module.Value!.Body.At("params")?.Children ?? [];
        foreach (var parameter in given.Where(parameter => target.Find(parameter.Text) is not { Keyword: "param" }))
            findings.Add($"{file.Path}:{parameter.Line}: {target.Path} has no parameter '{parameter.Text}'");
        foreach (var missing in target.Of("param").Where(parameter => parameter.IsRequired && given.All(other => other.Text != parameter.Name)))
            findings.Add($"{file.Path}:{module.Line}: {target.Path} needs '{missing.Name}'");
    }

    private static void Outputs(BicepFile file, BicepDeclaration module, BicepFile target, HashSet<string> used, List<string> findings)
    {
        foreach (var member in file.Declarations.SelectMany(static declaration => declaration.Value?.All ?? []).Where(node => IsOutputOf(node, module.Name)))
        {
            used.Add(Key(target, member.Text));
            if (target.Of("output").All(output => output.Name != member.Text))
                findings.Add($"{file.Path}:{member.Line}: {target.Path} has no output '{member.Text}'");
        }
    }

    private static bool IsOutputOf(BicepNode node, string module) =>
        node is { Kind: BicepKind.Member, Children: [{ Kind: BicepKind.Member, Text: "outputs", Children: [{ Kind: BicepKind.Name } name] }] } && name.Text == module;

    private static string Key(BicepFile file, string output) => $"{file.Path}#{output}";
}

using Holdfast.Functions.Tests.Infra.Bicep;

namespace Holdfast.Functions.Tests.Infra.Checks;

/// <summary>Every name is declared once, every declared one is used, and every function and decorator is one of Bicep's.</summary>
internal static class NameCheck
{
    private static readonly HashSet<string> Functions = new(
        [
            "cidrSubnet", "concat", "empty", "guid", "int", "items", "last", "loadJsonContent", "replace", "resourceGroup", "split", "string",
            "subscription", "subscriptionResourceId", "tenant", "toLower", "toObject", "union", "uniqueString",
        ],
        StringComparer.Ordinal);

    private static readonly HashSet<string> Decorators =
        new(["allowed", "description", "maxLength", "maxValue", "minLength", "minValue", "secure"], StringComparer.Ordinal);

    /// <summary>What is wrong, as <c>path:line: text</c>.</summary>
    public static IEnumerable<string> Find(Templates templates) => templates.Files.SelectMany(Find);

    private static IEnumerable<string> Find(BicepFile file)
    {
        var used = new HashSet<string>(StringComparer.Ordinal);
        var findings = new List<string>();
        foreach (var declaration in file.Declarations)
        {
            foreach (var call in declaration.Decorators.Where(static call => !Decorators.Contains(call.Children[0].Text)))
                findings.Add($"{file.Path}:{call.Line}: there is no decorator '{call.Children[0].Text}'");
            if (declaration.Value is { } value)
                Walk(file, value, [], used, findings);
        }

        foreach (var same in file.Declarations.GroupBy(static declaration => (declaration.Name, declaration.Keyword is "output")).Where(static same => same.Count() > 1))
            findings.Add($"{file.Path}:{same.Last().Line}: '{same.Key.Name}' is declared twice");
        foreach (var declaration in file.Declarations)
        {
            var mustBeUsed = declaration.Keyword is "param" or "var" || declaration.IsExisting;
            if (mustBeUsed && !used.Contains(declaration.Name))
                findings.Add($"{file.Path}:{declaration.Line}: '{declaration.Name}' is not used");
            if (declaration.Keyword is "param" && declaration.Decorator("description") is null)
                findings.Add($"{file.Path}:{declaration.Line}: '{declaration.Name}' has no description");
        }

        return findings;
    }

    private static void Walk(BicepFile file, BicepNode node, string[] locals, HashSet<string> used, List<string> findings)
    {
        var isCall = node.Kind is BicepKind.Call && node.Children[0].Kind is BicepKind.Name;
        if (isCall && !Functions.Contains(node.Children[0].Text))
            findings.Add($"{file.Path}:{node.Line}: there is no function '{node.Children[0].Text}'");
        if (node.Kind is BicepKind.Name && !locals.Contains(node.Text))
        {
            used.Add(node.Text);
            if (file.Find(node.Text) is null)
                findings.Add($"{file.Path}:{node.Line}: '{node.Text}' is not declared");
        }

        // What is looped over does not know the loop's variables; the body, and a lambda's, does.
        for (var i = isCall ? 1 : 0; i < node.Children.Count; i++)
        {
            var inner = node.Kind is BicepKind.Lambda || (node.Kind is BicepKind.For && i > 0) ? [.. locals, .. node.Text.Split(' ')] : locals;
            Walk(file, node.Children[i], inner, used, findings);
        }
    }
}

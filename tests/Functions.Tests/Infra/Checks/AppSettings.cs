using System.Text.Json;
using Holdfast.Functions.Tests.Infra.Bicep;

namespace Holdfast.Functions.Tests.Infra.Checks;

/// <summary>The app settings that the templates make.</summary>
/// <param name="Values">By name: the text, or null where it is an expression.</param>
/// <param name="Files">The files that are read as they are.</param>
internal sealed record AppSettings(IReadOnlyDictionary<string, string?> Values, IReadOnlyList<string> Files)
{
    /// <summary>Puts together what the resource named <c>appsettings</c> has, from variables, literals and files.</summary>
    /// <param name="templates">The templates.</param>
    /// <param name="read">Reads a file by its path from the main template's folder.</param>
    public static AppSettings Of(Templates templates, Func<string, string> read)
    {
        var values = new Dictionary<string, string?>(StringComparer.Ordinal);
        var files = new List<string>();
        var (file, resource) = templates.Of("resource").Single(static pair => pair.Declaration.Value?.At("name")?.Text is "appsettings");
        foreach (var part in resource.Value!.At("properties")!.Children.Skip(1))
        {
            var node = part.Kind is BicepKind.Name && file.Find(part.Text) is { Keyword: "var", Value: { } value } ? value : part;
            if (node is { Kind: BicepKind.Call, Children: [{ Text: "loadJsonContent" }, { } argument] })
            {
                var path = new Uri(new Uri("file:///" + file.Path), argument.Text).AbsolutePath[1..];
                files.Add(path);
                foreach (var entry in JsonSerializer.Deserialize<Dictionary<string, string>>(read(path))!)
                    values[entry.Key] = entry.Value;
            }

            foreach (var property in node.Children.Where(static child => child.Kind is BicepKind.Property))
                values[property.Text] = property.Children[^1] is { Kind: BicepKind.Text } text ? text.Text : null;
        }

        return new(values, files);
    }
}

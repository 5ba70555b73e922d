using Holdfast.Functions.Tests.Infra.Bicep;

namespace Holdfast.Functions.Tests.Infra.Checks;

/// <summary>A set of Bicep files that belong together, by their paths from the folder of the main one.</summary>
internal sealed record Templates(IReadOnlyList<BicepFile> Files)
{
    /// <summary>The file that is deployed.</summary>
    public const string Main = "main.bicep";

    /// <summary>Reads files that are given as texts.</summary>
    public static Templates Read(params (string Path, string Text)[] files) => new([.. files.Select(static file => BicepReader.Read(file.Path, file.Text))]);

    /// <summary>Reads a folder and everything below it.</summary>
    public static Templates ReadFolder(string folder) => Read(
        [.. Directory.EnumerateFiles(folder, "*.bicep", SearchOption.AllDirectories).Order(StringComparer.Ordinal)
            .Select(file => (Path.GetRelativePath(folder, file).Replace('\\', '/'), File.ReadAllText(file)))]);

    /// <summary>The file at a path; null when there is none.</summary>
    public BicepFile? Find(string path) => Files.FirstOrDefault(file => file.Path == path);

    /// <summary>The file that a module declaration names; null when there is none.</summary>
    public BicepFile? Module(BicepFile from, BicepDeclaration module)
    {
        var folder = from.Path.LastIndexOf('/') is >= 0 and var slash ? from.Path[..(slash + 1)] : "";
        return Find(folder + module.Type);
    }

    /// <summary>All declarations of a keyword with the files they are in.</summary>
    public IEnumerable<(BicepFile File, BicepDeclaration Declaration)> Of(string keyword) =>
        Files.SelectMany(file => file.Of(keyword).Select(declaration => (file, declaration)));
}

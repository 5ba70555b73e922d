namespace Holdfast.Tests.Design;

/// <summary>The repository that the running tests were built from.</summary>
internal static class Repository
{
    /// <summary>The folder of <c>Functions.sln</c>, above the tests' own.</summary>
    public static string Root { get; } = Find();

    /// <summary>The C# files below a folder, without what the build writes.</summary>
    public static IReadOnlyList<SourceFile> Sources(params string[] folder)
    {
        var path = Path.Combine([Root, .. folder]);
        return [.. Directory.EnumerateFiles(path, "*.cs", SearchOption.AllDirectories)
            .Select(file => new SourceFile(Path.GetRelativePath(Root, file).Replace('\\', '/'), File.ReadAllText(file)))
            .Where(static file => !file.Path.Contains("/bin/", StringComparison.Ordinal) && !file.Path.Contains("/obj/", StringComparison.Ordinal))
            .OrderBy(static file => file.Path, StringComparer.Ordinal)];
    }

    private static string Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Functions.sln")))
                return folder.FullName;
        }

        throw new InvalidOperationException($"no Functions.sln above {AppContext.BaseDirectory}");
    }
}

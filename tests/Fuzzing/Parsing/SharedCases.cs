namespace Holdfast.Fuzzing.Parsing;

/// <summary>Finds the folder of shared cases, which is beside the repository and not part of it.</summary>
internal static class SharedCases
{
    /// <summary>The file's path, or null when the machine has no such file.</summary>
    public static string? Find(params string[] path)
    {
        var relative = Path.Combine(path);
        return Roots().Select(root => Path.Combine(root, relative)).FirstOrDefault(File.Exists);
    }

    private static IEnumerable<string> Roots()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            yield return Path.Combine(folder.FullName, "shared");
        if (Environment.GetEnvironmentVariable("HOLDFAST_SHARED") is { Length: > 0 } fallback)
            yield return fallback;
    }
}

using Holdfast.Tests.Design;

namespace Holdfast.Fuzzing.Running;

/// <summary>What was found, minimised: <c>Corpus/TARGET/WHAT-IT-WAS.bin</c>.</summary>
internal static class Corpus
{
    /// <summary>The inputs kept for a target.</summary>
    public static IEnumerable<(string Name, byte[] Input)> Of(string target)
    {
        var folder = Path.Combine(Repository.Root, "tests", "Fuzzing", "Corpus", target);
        return Directory.Exists(folder)
            ? Directory.EnumerateFiles(folder).Order(StringComparer.Ordinal).Select(static file => (Path.GetFileName(file), File.ReadAllBytes(file)))
            : [];
    }
}

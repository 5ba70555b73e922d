using System.Reflection;
using System.Runtime.Loader;

namespace Holdfast.Simulation.Mutants;

/// <summary>Where a mutant lives, with a simulator of its own; everything else is shared.</summary>
/// <param name="images">The product's assemblies, by name; those that are missing are loaded from their files.</param>
internal sealed class MutantContext(IReadOnlyDictionary<string, byte[]> images) : AssemblyLoadContext("mutant", isCollectible: true)
{
    private const string Prefix = "Holdfast.";

    /// <summary>Runs seeds on these images until one breaks a promise.</summary>
    /// <returns>The report of the first run that breaks one; empty if none does.</returns>
    public static string Run(IReadOnlyDictionary<string, byte[]> images, string promise, bool instances, int from, int count)
    {
        var context = new MutantContext(images);
        try
        {
            var entry = context.LoadFromAssemblyName(typeof(MutantContext).Assembly.GetName())
                .GetType(typeof(MutantEntry).FullName!)!
                .GetMethod(nameof(MutantEntry.Run))!
                .CreateDelegate<Func<string, bool, int, int, string>>();
            return entry(promise, instances, from, count);
        }
        finally
        {
            context.Unload();
        }
    }

    protected override Assembly? Load(AssemblyName assemblyName)
    {
        if (assemblyName.Name is not { } name || !name.StartsWith(Prefix, StringComparison.Ordinal))
            return null;
        using var image = new MemoryStream(images.TryGetValue(name, out var mutated) ? mutated : File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, name + ".dll")));
        return LoadFromStream(image);
    }
}

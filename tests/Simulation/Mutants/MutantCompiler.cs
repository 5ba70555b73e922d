using System.Collections.Immutable;
using System.Reflection;
using Holdfast.Tests.Design;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Text;

namespace Holdfast.Simulation.Mutants;

/// <summary>
/// Compiles one project of the product from its sources, in memory. Everything is parsed and generated once; a mutant costs one parsed
/// file and one emission.
/// </summary>
internal sealed class MutantCompiler
{
    private const string Version = "0.1.0.0";

    /// <summary>What the SDK gives a project with implicit usings.</summary>
    private static readonly string[] ImplicitUsings =
        ["System", "System.Collections.Generic", "System.IO", "System.Linq", "System.Net.Http", "System.Threading", "System.Threading.Tasks"];

    private static readonly CSharpParseOptions Parsing = new(LanguageVersion.Latest);

    private readonly Dictionary<string, SyntaxTree> _trees;
    private readonly Dictionary<string, string> _texts;
    private readonly CSharpCompilation _original;

    /// <summary>Parses a project and runs its generators.</summary>
    /// <param name="folder">The project's folder below <c>src</c>.</param>
    /// <param name="without">Assemblies of the product that it does not refer to.</param>
    public MutantCompiler(string folder, params string[] without)
    {
        AssemblyName = $"Holdfast.{folder}";
        var sources = Repository.Sources("src", folder);
        _texts = sources.ToDictionary(static source => source.Path, static source => source.Text, StringComparer.Ordinal);
        _trees = sources.ToDictionary(static source => source.Path, static source => Parse(source.Text, source.Path), StringComparer.Ordinal);
        var usings = string.Concat(ImplicitUsings.Select(static name => $"global using global::{name};\n"));
        var version = $"[assembly: System.Reflection.AssemblyVersion(\"{Version}\")]";
        var compilation = CSharpCompilation.Create(
            AssemblyName,
            [.. _trees.Values, Parse(usings, "usings"), Parse(version, "version")],
            References([AssemblyName, .. without]),
            new(OutputKind.DynamicallyLinkedLibrary, optimizationLevel: OptimizationLevel.Release, allowUnsafe: true, nullableContextOptions: NullableContextOptions.Enable));
        CSharpGeneratorDriver.Create(Generators(), parseOptions: Parsing).RunGeneratorsAndUpdateCompilation(compilation, out var generated, out _);
        _original = (CSharpCompilation)generated;
    }

    /// <summary>The assembly's name.</summary>
    public string AssemblyName { get; }

    /// <summary>The assembly without any bug, or with one.</summary>
    public byte[] Compile(Mutant? mutant)
    {
        var compilation = _original;
        if (mutant is not null)
        {
            var text = _texts.TryGetValue(mutant.File, out var found)
                ? mutant.Apply(found)
                : throw new InvalidOperationException($"The mutant '{mutant.Name}' is stale: there is no {mutant.File}.");
            compilation = compilation.ReplaceSyntaxTree(_trees[mutant.File], Parse(text, mutant.File));
        }

        using var image = new MemoryStream();
        var emitted = compilation.Emit(image);
        return emitted.Success
            ? image.ToArray()
            : throw new InvalidOperationException($"'{mutant?.Name ?? "the original"}' does not compile: {string.Join('\n', emitted.Diagnostics.Where(static found => found.Severity == DiagnosticSeverity.Error).Take(5))}");
    }

    private static SyntaxTree Parse(string text, string path) => CSharpSyntaxTree.ParseText(SourceText.From(text), Parsing, path);

    private static ImmutableArray<MetadataReference> References(string[] without) =>
        [.. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Where(path => !without.Contains(Path.GetFileNameWithoutExtension(path), StringComparer.Ordinal))
            .Select(static path => (MetadataReference)MetadataReference.CreateFromFile(path))];

    private static IEnumerable<ISourceGenerator> Generators() =>
        from attribute in typeof(MutantCompiler).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
        where attribute.Key == "Generator"
        from type in TypesOf(Assembly.LoadFrom(attribute.Value!))
        where type.IsDefined(typeof(GeneratorAttribute)) && !type.IsAbstract
        select Activator.CreateInstance(type) switch
        {
            IIncrementalGenerator incremental => incremental.AsSourceGenerator(),
            var other => (ISourceGenerator)other!,
        };

    /// <summary>Those that load: a generator's assembly may hold code fixes too, which need parts of an editor that are not here.</summary>
    private static IEnumerable<Type> TypesOf(Assembly assembly)
    {
        try
        {
            return assembly.GetTypes();
        }
        catch (ReflectionTypeLoadException partly)
        {
            return partly.Types.OfType<Type>();
        }
    }
}

using Holdfast.Simulation.Mutants;
using Xunit.Abstractions;

namespace Holdfast.Simulation.Tests;

/// <summary>The simulator bites: each deliberate bug is found.</summary>
public sealed class MutantTests(ITestOutputHelper output)
{
    /// <summary>Every bug must be found within so many seeds; most are within ten, and one in about a thousand.</summary>
    private const int Seeds = 4000;

    private static readonly Lazy<MutantCompiler> Pipeline = new(static () => new("Pipeline", "Holdfast.Simulation"));
    private static readonly Lazy<MutantCompiler> Routing = new(static () => new("Routing", "Holdfast.Pipeline", "Holdfast.Simulation"));

    public static TheoryData<string> Names() => [.. MutantList.All.Select(static mutant => mutant.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Mutant_IsFound(string name)
    {
        var mutant = MutantList.All.Single(mutant => mutant.Name == name);
        var found = MutantContext.Run(Images(mutant), mutant.Promise, mutant.Instances, mutant.From, Seeds);
        output.WriteLine(found);
        Assert.NotEmpty(found);
    }

    /// <summary>What the mutants are compiled from breaks nothing: what is found is the bug, and not the way of compiling.</summary>
    [Fact]
    public void Original_IsSound()
    {
        var images = new Dictionary<string, byte[]>(StringComparer.Ordinal)
        {
            [Pipeline.Value.AssemblyName] = Pipeline.Value.Compile(null),
            [Routing.Value.AssemblyName] = Routing.Value.Compile(null),
        };
        Assert.Equal("", MutantContext.Run(images, "", instances: false, 1, 40));
        Assert.Equal("", MutantContext.Run(images, "", instances: true, 1, 20));
    }

    [Fact]
    public void Mutant_WhoseSnippetIsGone_IsNoticed() =>
        Assert.Throws<InvalidOperationException>(() => Pipeline.Value.Compile(new("stale", "src/Pipeline/Writing/OwedLedger.cs", "no such code", "", "I1")));

    [Fact]
    public void Mutant_WhoseSnippetStandsTwice_IsNoticed() =>
        Assert.Throws<InvalidOperationException>(() => Pipeline.Value.Compile(new("stale", "src/Pipeline/Writing/OwedLedger.cs", "batch", "", "I1")));

    private static Dictionary<string, byte[]> Images(Mutant mutant)
    {
        var compiler = mutant.File.StartsWith("src/Routing/", StringComparison.Ordinal) ? Routing.Value : Pipeline.Value;
        return new(StringComparer.Ordinal) { [compiler.AssemblyName] = compiler.Compile(mutant) };
    }
}

using System.Reflection;
using System.Xml.Linq;
using Holdfast.Pipeline.Writing;
using Holdfast.Routing.Planning;
using Holdfast.Standalone.Commands;
using Holdfast.Tests.Design;

namespace Holdfast.Standalone.Tests.Design;

/// <summary>Arrows point one way: the head uses the pipeline and the core, the pipeline uses the core, the core uses nobody.</summary>
public sealed class LayeringTests
{
    private static readonly Assembly Core = typeof(RoutePlanner).Assembly;
    private static readonly Assembly Pipeline = typeof(WritePipeline).Assembly;
    private static readonly Assembly Head = typeof(CommandLine).Assembly;

    /// <summary>
    /// Which room of the pipeline may use which other; the top is the wiring, which knows them all. An arrow that is new, or gone, is
    /// a decision: change it here and in src/README.md.
    /// </summary>
    private const string Arrows =
        """
        (top) -> Breakers, Configuration, DeadLetters, Deferring, Draining, Exporting, Following, Http, Ingest, Lifecycle, Operations, Overview, Reconciling, Recovering, Rewinding, Security, Storage, Stores, Telemetry, Tracing, Writing
        Breakers -> nobody
        Configuration -> nobody
        DeadLetters -> Configuration, Storage, Telemetry, Tracing
        Deferring -> Configuration, Storage
        Draining -> Breakers, Configuration, DeadLetters, Deferring, Ingest, Storage, Stores, Telemetry, Tracing, Writing
        Exporting -> Configuration, Ingest, Telemetry
        Following -> Breakers, Recovering, Telemetry, Writing
        Hosting -> Breakers, Configuration, DeadLetters, Deferring, Draining, Ingest, Lifecycle, Overview, Reconciling, Recovering, Storage, Stores, Telemetry, Writing
        Http -> Configuration, DeadLetters, Following, Ingest, Lifecycle, Operations, Overview, Reconciling, Recovering, Security, Telemetry, Tracing
        Ingest -> Configuration, DeadLetters, Telemetry, Tracing, Writing
        Lifecycle -> Breakers, Configuration, Deferring, Storage, Stores, Telemetry, Writing
        Operations -> Breakers, Configuration, DeadLetters, Deferring, Ingest, Storage, Stores, Tracing, Writing
        Overview -> Breakers, Configuration, DeadLetters, Deferring, Operations, Reconciling, Recovering, Stores, Telemetry, Writing
        Quarantine -> Configuration, DeadLetters, Ingest, Queueing, Sharing, Storage, Telemetry
        Queueing -> Configuration, Http, Ingest, Sharing, Telemetry
        Reconciling -> Breakers, Configuration, Deferring, Ingest, Operations, Storage, Stores, Telemetry, Tracing, Writing
        Recovering -> Breakers, Configuration, DeadLetters, Deferring, Draining, Reconciling, Rewinding, Storage, Stores, Telemetry, Tracing, Writing
        Rewinding -> nobody
        Security -> Configuration
        Sharing -> Configuration, Deferring, Rewinding, Storage, Writing
        Storage -> nobody
        Stores -> Configuration, Tracing
        Telemetry -> Breakers, Stores
        Tracing -> nobody
        Writing -> Breakers, Configuration, Deferring, Rewinding, Stores, Telemetry, Tracing
        """;

    [Fact]
    public void Assemblies_ReferenceEachOther_OneWayOnly()
    {
        Assert.Empty(Ours(Core));
        Assert.Equal([NameOf(Core)], Ours(Pipeline));
        Assert.Equal([NameOf(Pipeline), NameOf(Core)], Ours(Head));
    }

    /// <summary>OpenTelemetry is the export's alone: whoever is traced or counted uses what the framework has.</summary>
    [Fact]
    public void Pipeline_UsesNoPackage_ButPollyTheExportersAndTheFramework() => Assert.Equal(
        ["OpenTelemetry", "OpenTelemetry.Api", "OpenTelemetry.Api.ProviderBuilderExtensions", "OpenTelemetry.Exporter.OpenTelemetryProtocol", "Polly.Core"],
        Pipeline.GetReferencedAssemblies().Select(static name => name.Name!).Where(static name =>
            !name.StartsWith("System.", StringComparison.Ordinal) && !name.StartsWith("Microsoft.", StringComparison.Ordinal) && !name.StartsWith("Holdfast.", StringComparison.Ordinal)).Order(StringComparer.Ordinal));

    [Fact]
    public void Pipeline_KnowsNothingOfAzure() =>
        Assert.DoesNotContain(Pipeline.GetReferencedAssemblies(), static name => name.Name!.Contains("Azure", StringComparison.Ordinal));

    [Fact]
    public void Projects_OfTheProduct_ReferenceNoTests() => Assert.All(
        Directory.EnumerateFiles(Path.Combine(Repository.Root, "src"), "*.csproj", SearchOption.AllDirectories),
        static project => Assert.DoesNotContain(
            XDocument.Load(project).Descendants("ProjectReference"),
            static reference => reference.Attribute("Include")!.Value.Contains("tests", StringComparison.OrdinalIgnoreCase) && !IsTheDeclarations(reference)));

    [Fact]
    public void Projects_OfTheProduct_ReferenceNoHead() => Assert.All(
        Directory.EnumerateFiles(Path.Combine(Repository.Root, "src"), "*.csproj", SearchOption.AllDirectories),
        static project => Assert.DoesNotContain(
            XDocument.Load(project).Descendants("ProjectReference").Select(static reference => Path.GetFileName(reference.Attribute("Include")!.Value.Replace('\\', '/'))),
            static name => name is "Functions.csproj" or "Standalone.csproj"));

    [Fact]
    public void RoomsOfThePipeline_UseEachOther_AlongTheArrowsOnly() => TypeUses.CheckArrows(Arrows, Pipeline, "Holdfast.Pipeline");

    [Fact]
    public void RoomsOfThePipeline_BesidesTheWiring_FormNoCircle()
    {
        var left = Arrows.Split('\n')
            .Select(static line => line.Split(" -> "))
            .Where(static room => room[0] != "(top)")
            .ToDictionary(static room => room[0], static room => room[1].Split(", ").ToHashSet(StringComparer.Ordinal), StringComparer.Ordinal);
        while (left.Keys.FirstOrDefault(room => !left[room].Overlaps(left.Keys)) is { } free)
            left.Remove(free);
        Assert.Empty(left.Keys);
    }

    /// <summary>Where the feed lacks the Azure packages, and only there, declarations stand in for them.</summary>
    private static bool IsTheDeclarations(XElement reference) =>
        reference.Attribute("Include")!.Value.EndsWith("AzureSurface.csproj", StringComparison.Ordinal)
        && reference.Parent!.Attribute("Condition")?.Value == "'$(AzurePackages)' == 'false'";

    private static string NameOf(Assembly assembly) => assembly.GetName().Name!;

    private static IEnumerable<string> Ours(Assembly assembly) => assembly.GetReferencedAssemblies()
        .Select(static name => name.Name!)
        .Where(static name => name.StartsWith("Holdfast", StringComparison.OrdinalIgnoreCase))
        .Order(StringComparer.Ordinal);
}

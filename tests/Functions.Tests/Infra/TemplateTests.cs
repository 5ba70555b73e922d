using System.Text.RegularExpressions;
using Holdfast.Functions.Hosting;
using Holdfast.Functions.ServiceBus;
using Holdfast.Functions.Tests.Infra.Checks;
using Holdfast.Tests.Design;

namespace Holdfast.Functions.Tests.Infra;

/// <summary>What can be checked of the templates without a compiler and without Azure.</summary>
public sealed partial class TemplateTests
{
    /// <summary>The queues that the head's <c>QueueNames</c> names.</summary>
    private static readonly string[] QueuesUsed = [QueueNames.DeadLetter, QueueNames.Deferred, QueueNames.Fences, QueueNames.Ingest];

    [Fact]
    public void Names_Templates_AreDeclaredAndUsed() => Assert.Empty(NameCheck.Find(InfraFolder.Templates));

    [Fact]
    public void Modules_Templates_AreGivenWhatTheyDeclare() => Assert.Empty(ModuleCheck.Find(InfraFolder.Templates));

    [Fact]
    public void Resources_Templates_AreStableLoggedAndRolesInOneFile() => Assert.Empty(ResourceCheck.Find(InfraFolder.Templates));

    [Fact]
    public void Secrets_Templates_StayInTheVault() => Assert.Empty(SecretCheck.Find(InfraFolder.Templates));

    [Fact]
    public void Queues_Templates_AreThoseThatTheCodeUses() => Assert.Empty(QueueCheck.Find(InfraFolder.Templates, QueuesUsed));

    [Fact]
    public void TaskHub_Default_IsTheHostsFile() =>
        Assert.Equal(HostNames.TaskHub, InfraFolder.Templates.Find(Templates.Main)!.Find("taskHub")!.Value!.Text);

    [Fact]
    public void Queues_HeadsSources_NameTheSame()
    {
        var named = Repository.Sources("src", "Functions").SelectMany(static file => QueueName().Matches(file.Text)).Select(static match => match.Value.Trim('"'))
            .Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToArray();

        Assert.Equal(QueuesUsed, named);
    }

    [Fact]
    public void Parameters_File_NamesThoseOfTheMainTemplate() =>
        Assert.Empty(ParameterCheck.Find(InfraFolder.Templates.Find(Templates.Main)!, InfraFolder.Read("main.parameters.json")));

    [Fact]
    public void Functions_AlwaysReady_NameAFunctionThatExists()
    {
        var groups = InfraFolder.Templates.Find("modules/app.bicep")!.Find("alwaysReady")!.Value!.All
            .Where(static node => node.Kind is Bicep.BicepKind.Property && node.Text is "name").Select(static node => node.Children[^1].Text);
        Assert.Equal(["http", "durable", "function:IngestQueue"], groups);
    }

    [Fact]
    public void AzureYaml_Service_PointsToTheHeadAndIsTaggedInTheTemplate()
    {
        var lines = File.ReadAllLines(Path.Combine(Repository.Root, "azure.yaml"));
        var service = lines[Array.IndexOf(lines, "services:") + 1].Trim().TrimEnd(':');
        var keys = lines.SkipWhile(static line => line is not "services:").Skip(2).Select(static line => line.Trim().Split(": "))
            .ToDictionary(static pair => pair[0], static pair => pair[1], StringComparer.Ordinal);
        Assert.True(File.Exists(Path.Combine(Repository.Root, keys["project"], "Functions.csproj")));
        Assert.Equal("function", keys["host"]);
        Assert.Equal("dotnet", keys["language"]);
        var tag = InfraFolder.Templates.Find("modules/app.bicep")!.Find("app")!.Value!.At("tags")!.At("azd-service-name")!.Text;
        Assert.Equal(service, tag);
        Assert.Contains(InfraFolder.Templates.Find(Templates.Main)!.Of("output"), output => output.Name == $"SERVICE_{service.ToUpperInvariant()}_NAME");
    }

    [GeneratedRegex("\"telemetry-[a-z]+\"", RegexOptions.NonBacktracking)]
    private static partial Regex QueueName();
}

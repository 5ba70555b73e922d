using Holdfast.Functions.Http;
using Holdfast.Tests.Design;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Xunit.Abstractions;

namespace Holdfast.Functions.Tests.Surface;

/// <summary>
/// The declarations on which the head is compiled where the feed lacks the Azure packages, held against the list of the real signatures.
/// The list is kept beside the repository where it is developed, and is no part of it: elsewhere there is nothing to compare with, which is
/// told and is no fault, since the comparison itself is tested in <see cref="SurfaceComparisonTests"/>, and a feed that has the packages
/// compiles the head on them.
/// </summary>
public sealed class SurfaceTests(ITestOutputHelper output)
{
    /// <summary>Types of packages that the list does not cover, declared from their documentation; with as few members as the head uses.</summary>
    private static readonly Dictionary<string, string> NotListed = new(StringComparer.Ordinal)
    {
        ["Azure.Core.TokenCredential"] = "Azure.Core, a base of Azure.Identity",
        ["Azure.Core.TokenRequestContext"] = "the same",
        ["Azure.Core.AccessToken"] = "the same",
        ["Azure.Response`1"] = "Azure.Core, what administration clients answer with",
        ["Azure.Identity.AuthenticationFailedException"] = "Azure.Identity",
        ["Azure.Identity.DefaultAzureCredential"] = "Azure.Identity",
        ["Azure.Identity.DefaultAzureCredentialOptions"] = "Azure.Identity",
    };

    /// <summary>What the tests of the head run although it is a declaration, since no code could be tested without it.</summary>
    private static readonly Dictionary<string, string> Run = new(StringComparer.Ordinal)
    {
        ["tests/AzureSurface/Declarations/Azure.Messaging.ServiceBus/ServiceBusMessage.cs: does 'new Dictionary<string, object>()'"] = "the head fills in the properties of what it sends",
        ["tests/AzureSurface/Declarations/Microsoft.DurableTask/TaskName.cs: does '=> value.Name'"] = "activities and orchestrations are called by names that are converted",
        ["tests/AzureSurface/Declarations/Microsoft.DurableTask/TaskName.cs: does '=> new(value)'"] = "the same",
    };

    private static readonly IReadOnlyList<(string Path, string Name, MemberDeclarationSyntax Type)> Declared =
        [.. Repository.Sources("tests", "AzureSurface", "Declarations").SelectMany(static file => SurfaceTypes.OfSource(file.Text), static (file, type) => (file.Path, type.Name, type.Type))];

    /// <summary>What the head and its tests derive from, so that they would not compile on the real packages if the declaration left something out.</summary>
    private static readonly HashSet<string> DerivedFrom =
        [.. ((Type[])[typeof(WriteFunctions), typeof(SurfaceTests)]).SelectMany(static type => type.Assembly.GetTypes())
            .SelectMany(static type => type.GetInterfaces().Append(type.BaseType))
            .OfType<Type>()
            .Select(static type => (type.IsGenericType ? type.GetGenericTypeDefinition() : type).FullName!.Replace('+', '.'))];

    [Fact]
    public void Declarations_EachType_IsWhatTheListHas()
    {
        if (List() is not { } path)
        {
            output.WriteLine("There is no shared/azure/API.md beside the repository: nothing was compared.");
            return;
        }

        var listed = SurfaceTypes.OfDocument(File.ReadAllText(path));
        Assert.True(listed.Count > 400, $"only {listed.Count} types were read from {path}");
        output.WriteLine($"{Declared.Count} declarations are compared with {listed.Count} types.");
        None(Declared.SelectMany(type => listed.TryGetValue(type.Name, out var real)
            ? new SurfaceComparison(type.Name, type.Type, real, DerivedFrom.Contains(type.Name)).Differences()
            : NotListed.ContainsKey(type.Name) ? [] : [$"{type.Name} is not in the list"]));
        None(NotListed.Keys.Where(name => listed.ContainsKey(name) || !Declared.Any(type => type.Name == name)).Select(static name => $"{name} needs no exception"));
    }

    [Fact]
    public void Declarations_EachType_DoesNothing() =>
        None(Declared.SelectMany(static type => SurfaceBehaviour.Of(type.Type).Select(what => $"{type.Path}: {what}")).Except(Run.Keys, StringComparer.Ordinal));

    [Fact]
    public void Declarations_EachFile_HoldsOneTypeInTheFolderOfItsNamespace()
    {
        None(Declared.GroupBy(static type => type.Path, StringComparer.Ordinal).Where(static file => file.Count(static type => type.Type.Parent is not TypeDeclarationSyntax) != 1).Select(static file => file.Key));
        None(Declared.Where(static type => type.Type.Parent is BaseNamespaceDeclarationSyntax space && !type.Path.Contains($"/Declarations/{space.Name}/", StringComparison.Ordinal)).Select(static type => type.Path));
    }

    /// <summary>Shows all of them, not only the first.</summary>
    private static void None(IEnumerable<string> faults)
    {
        var all = faults.ToList();
        Assert.True(all.Count == 0, string.Join('\n', all));
    }

    private static string? List() => ((string[])[Path.Combine(Repository.Root, "..", "shared"), Environment.GetEnvironmentVariable("HOLDFAST_SHARED") ?? ""])
        .Select(static folder => Path.Combine(folder, "azure", "API.md")).FirstOrDefault(File.Exists);
}

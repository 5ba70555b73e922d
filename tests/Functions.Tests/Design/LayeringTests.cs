using System.Reflection;
using Holdfast.Functions.Http;
using Holdfast.Functions.Tests.Support;
using Holdfast.Pipeline.Writing;
using Holdfast.Routing.Planning;
using Microsoft.Azure.Functions.Worker;

namespace Holdfast.Functions.Tests.Design;

/// <summary>Arrows point one way: the head uses the pipeline and the core, and nobody uses the head. And what the worker asks of functions.</summary>
public sealed class LayeringTests
{
    private static readonly Assembly Head = typeof(WriteFunctions).Assembly;

    private static readonly IReadOnlyList<MethodInfo> Functions = [.. Head.GetTypes()
        .SelectMany(static type => type.GetMethods(BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly))
        .Where(static method => method.GetCustomAttribute<FunctionAttribute>() is not null)];

    [Fact]
    public void Head_UsesThePipelineAndTheCore() => Assert.Equal(["Holdfast.Pipeline", "Holdfast.Routing"], Ours(Head).Except(["Holdfast.AzureSurface"]));

    [Fact]
    public void Nobody_UsesTheHead() =>
        Assert.All((Assembly[])[typeof(WritePipeline).Assembly, typeof(RoutePlanner).Assembly], static assembly => Assert.DoesNotContain("Holdfast.Functions", Ours(assembly)));

    [Fact]
    public void Functions_AreThoseOfTheDesign() => Assert.Equal(
        [
            "BreakerEntity", "CompareWindow", "Dashboard", "DocumentEntity", "DrainDeferred", "Health", "IngestQueue", "KeepReport", "LookAtStore", "LookAtTiers", "Metrics",
            "OpsDeadLetter", "OpsDeadLetters", "OpsDeferred", "OpsIsolate", "OpsLifecycle", "OpsLineage", "OpsOverview", "OpsPurge", "OpsReconcile", "OpsReconciliations", "OpsRecoveries", "OpsRedrive",
            "OpsRestore", "OpsStores", "Ping", "PlanWindows", "ProbeStore", "Ready", "ReconcileOrchestrator", "RecoveryOrchestrator", "RepairWindow", "SampleStore",
            "SetLifecycle", "WatchStores", "WriteV1", "WriteV2",
        ],
        Functions.Select(static method => method.GetCustomAttribute<FunctionAttribute>()!.Name).Order(StringComparer.Ordinal));

    [Fact]
    public void Functions_ArePublicAndWithoutOverloads() => Assert.All(Functions, static method =>
    {
        Assert.True(method.IsPublic && method.DeclaringType!.IsPublic, $"{method.DeclaringType}.{method.Name} is not public");
        Assert.Single(method.DeclaringType!.GetMethods(), other => other.Name == method.Name);
        Assert.NotEqual("RunAsync", method.Name);
    });

    [Fact]
    public void HttpFunctions_AreTheRoutesOfTheContract() => Assert.Equal(
        [
            "GET health", "GET metrics", "GET ops/deadletters", "GET ops/deadletters/{id}", "GET ops/deferred", "GET ops/lifecycle/{bucket}", "GET ops/lineage/{id}", "GET ops/overview", "GET ops/reconciliations",
            "GET ops/recoveries", "GET ops/stores", "GET ping", "GET ready", "GET {root:maxlength(0)?}", "HEAD ping", "HEAD {root:maxlength(0)?}", "POST api/v2/write", "POST ops/deadletters/purge",
            "POST ops/deadletters/redrive", "POST ops/reconcile", "POST ops/stores/{store}/isolate", "POST ops/stores/{store}/restore", "POST write",
        ],
        FunctionRoutes.All.SelectMany(static function => function.Trigger.Methods!, static (function, method) => $"{method.ToUpperInvariant()} {function.Trigger.Route}").Order(StringComparer.Ordinal));

    private static IEnumerable<string> Ours(Assembly assembly) => assembly.GetReferencedAssemblies()
        .Select(static name => name.Name!)
        .Where(static name => name.StartsWith("Holdfast", StringComparison.Ordinal))
        .Order(StringComparer.Ordinal);
}

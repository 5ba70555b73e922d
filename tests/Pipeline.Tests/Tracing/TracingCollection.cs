namespace Holdfast.Pipeline.Tests.Tracing;

/// <summary>The source of spans is one for the process: who listens, or measures what is allocated without a listener, runs alone.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class TracingCollection
{
    public const string Name = "tracing";
}

namespace Holdfast.Standalone.Tests.Live;

/// <summary>The live tests run one after the other, and beside no other test: they judge latencies, and kill what they measure.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class LiveCollection
{
    public const string Name = "Live";
}

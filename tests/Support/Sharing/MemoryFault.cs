using Holdfast.Pipeline.Sharing;

namespace Holdfast.Tests.Support.Sharing;

/// <summary>What goes wrong with one call of a queue or board in memory.</summary>
/// <param name="Fault">What the caller is told; none for a call that is only slow.</param>
/// <param name="AfterEffect">Whether it is done all the same.</param>
/// <param name="Before">How long the call takes to reach the queue.</param>
/// <param name="After">How long the answer takes.</param>
internal sealed record MemoryFault(QueueFault Fault, bool AfterEffect = false, TimeSpan Before = default, TimeSpan After = default)
{
    /// <summary>The call is only slow.</summary>
    public static MemoryFault Slow(TimeSpan before, TimeSpan after = default) => new(QueueFault.None, true, before, after);
}

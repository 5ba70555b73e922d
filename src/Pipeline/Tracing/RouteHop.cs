using System.Runtime.InteropServices;
using Holdfast.Routing.Planning;

namespace Holdfast.Pipeline.Tracing;

/// <summary>One step of a batch's way: a target that took it, was passed over, or was tried in vain.</summary>
/// <param name="Store">The store.</param>
/// <param name="Bucket">The bucket there.</param>
/// <param name="Reason">Why the batch went on; <see cref="SkipReason.None"/> when the target took it.</param>
/// <param name="Message">What the store or the network said, without secrets; empty when there is nothing to say. Not for spans.</param>
/// <param name="Elapsed">How long it took, retries and waiting included; zero for a target that was passed over.</param>
/// <param name="Probe">Whether it was a probe of a recovering store.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct RouteHop(string Store, string Bucket, SkipReason Reason, string Message, TimeSpan Elapsed, bool Probe);

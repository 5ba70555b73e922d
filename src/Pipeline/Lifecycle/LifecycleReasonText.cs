using Holdfast.Routing.Recovery;

namespace Holdfast.Pipeline.Lifecycle;

/// <summary>One reason for a pause, as it is told outside.</summary>
/// <param name="Cause"><c>fallback</c>, <c>ineligible</c>, <c>owed</c>, <c>recovering</c> or <c>soaking</c>.</param>
/// <param name="Store">The store that it is about; null when it is about none.</param>
public sealed record LifecycleReasonText(string Cause, string? Store)
{
    internal static IReadOnlyList<LifecycleReasonText> Of(LifecycleState state) =>
        [.. state.Reasons.Select(static reason => new LifecycleReasonText(NameOf(reason.Cause), reason.Store.Length == 0 ? null : reason.Store))];

    private static string NameOf(LifecycleCause cause) => cause switch
    {
        LifecycleCause.Fallback => "fallback",
        LifecycleCause.Ineligible => "ineligible",
        LifecycleCause.Owed => "owed",
        LifecycleCause.Recovering => "recovering",
        _ => "soaking",
    };
}

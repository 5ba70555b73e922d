using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using Holdfast.Routing.Tiers;

namespace Holdfast.Functions.Hosting;

/// <summary>What <see cref="HeadReader"/> found: either valid settings and no error, or no settings and every error.</summary>
/// <param name="Settings">The settings, or null when there is at least one error.</param>
/// <param name="Errors">Every fault, each told once, with its path and its mend.</param>
internal sealed record HeadReading(HeadSettings? Settings, ImmutableArray<RoutingError> Errors)
{
    /// <summary>Whether <see cref="Settings"/> is there.</summary>
    [MemberNotNullWhen(true, nameof(Settings))]
    public bool Succeeded => Settings is not null;
}

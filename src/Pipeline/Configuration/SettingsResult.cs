using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using Holdfast.Routing.Tiers;

namespace Holdfast.Pipeline.Configuration;

/// <summary>What <see cref="SettingsReader"/> found: either valid settings and no error, or no settings and every error.</summary>
/// <param name="Settings">The settings, or null when there is at least one error.</param>
/// <param name="Errors">Every fault of the section, each told once; empty on success.</param>
public sealed record SettingsResult(HoldfastSettings? Settings, ImmutableArray<RoutingError> Errors)
{
    /// <summary>Whether <see cref="Settings"/> is there.</summary>
    [MemberNotNullWhen(true, nameof(Settings))]
    public bool Succeeded => Settings is not null;
}

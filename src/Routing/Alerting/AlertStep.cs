using System.Collections.Immutable;

namespace Holdfast.Routing.Alerting;

/// <summary>What one reading comes to.</summary>
/// <param name="Onsets">Since when what holds now has held, the conditions included that do not alert yet: to be handed to the next evaluation.</param>
/// <param name="Alerts">The alerts, the worst first, and of equal ones in the order of <see cref="AlertId"/>, then of the reading.</param>
public sealed record AlertStep(ImmutableArray<AlertOnset> Onsets, ImmutableArray<Alert> Alerts);

namespace Holdfast.Routing.Recovery;

/// <summary>What follows from an event.</summary>
/// <param name="Record">The recovery from now on; to be kept before the action is performed.</param>
/// <param name="Action">What to do next.</param>
/// <param name="From">The phase before; differs from the record's if it has changed, which is worth a line in a log.</param>
/// <param name="Lifecycle">
/// What this step changes for lifecycle tasks. A host that starts does not wait for it: they are paused while a record's phase is not
/// <see cref="RecoveryPhase.Done"/>.
/// </param>
public sealed record RecoveryStep(RecoveryRecord Record, RecoveryAction Action, RecoveryPhase From, LifecycleEffect Lifecycle);

namespace Holdfast.Standalone.Commands.Operating;

/// <summary>A store that was given a batch after its answer.</summary>
internal sealed record LineageDeliveryStatus(string Store, DateTimeOffset At, string By);

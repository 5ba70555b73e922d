using System.Text.Json.Serialization;

namespace Holdfast.Routing.Recovery;

/// <summary>What a host has to do next. Serialised by name.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<RecoveryActionKind>))]
public enum RecoveryActionKind
{
    /// <summary>Nothing until <see cref="RecoveryAction.Until"/>, or until what is seen of the store changes; then <see cref="RecoveryEvent.Looked"/>.</summary>
    Wait = 0,

    /// <summary>Make one synthetic probe if the breaker wants one; then <see cref="RecoveryEvent.Probed"/>.</summary>
    Probe,

    /// <summary>Replay what the store may have lost; then <see cref="RecoveryEvent.Rewound"/>.</summary>
    Rewind,

    /// <summary>Deliver the next piece of what the store is owed; then <see cref="RecoveryEvent.Drained"/>.</summary>
    Drain,

    /// <summary>Compare the store over <see cref="RecoveryRecord.Spans"/> and mend it; then <see cref="RecoveryEvent.Reconciled"/>.</summary>
    Reconcile,

    /// <summary>Tell how live writes went since the last sample; then <see cref="RecoveryEvent.Sampled"/>.</summary>
    Sample,

    /// <summary>Nothing: the recovery has ended. A host goes on with <see cref="RecoveryEvent.Looked"/> when the store is in trouble again.</summary>
    Finish,
}

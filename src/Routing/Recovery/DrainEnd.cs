using System.Text.Json.Serialization;

namespace Holdfast.Routing.Recovery;

/// <summary>How one piece of a backfill ended. Serialised by name.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<DrainEnd>))]
public enum DrainEnd
{
    /// <summary>Something was delivered; there may be more.</summary>
    Progressed = 0,

    /// <summary>The log had nothing to deliver.</summary>
    Idle,

    /// <summary>The store may not be written to now, or does not need to be yet; no fault of its own.</summary>
    Blocked,

    /// <summary>The store, or the disk, did not do its part.</summary>
    Failed,
}

using System.Text.Json.Serialization;

namespace Holdfast.Routing.Recovery;

/// <summary>How live writes to a store stand. Serialised by name.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<LiveTraffic>))]
public enum LiveTraffic
{
    /// <summary>There was none within the last second: nobody is in the way of the backfill.</summary>
    None = 0,

    /// <summary>There is some.</summary>
    Present,

    /// <summary>Live writes wait for their turn: they go first.</summary>
    Waiting,
}

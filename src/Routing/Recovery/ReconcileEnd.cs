using System.Text.Json.Serialization;

namespace Holdfast.Routing.Recovery;

/// <summary>How a comparison ended. Serialised by name.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<ReconcileEnd>))]
public enum ReconcileEnd
{
    /// <summary>There was none yet.</summary>
    None = 0,

    /// <summary>The store was compared, and what was missing is mended.</summary>
    Compared,

    /// <summary>It cannot be compared: the store or its replica does not speak InfluxQL, or there is no replica.</summary>
    Unsupported,
}

using System.Text.Json.Serialization;

namespace Holdfast.Pipeline.Lifecycle;

/// <summary>How a task stands to us while one of its buckets is paused.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<TaskHoldKind>))]
public enum TaskHoldKind
{
    /// <summary>It was active, and we have decided to set it inactive; whether the store has been told is not certain.</summary>
    Intended = 0,

    /// <summary>We have set it inactive, and shall set it active again.</summary>
    Paused,

    /// <summary>The operator's: it was inactive before, or was activated while we held it. It is not touched.</summary>
    Left,
}

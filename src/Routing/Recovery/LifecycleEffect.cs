using System.Text.Json.Serialization;

namespace Holdfast.Routing.Recovery;

/// <summary>What is to become of the lifecycle tasks of the store's buckets. Serialised by name.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<LifecycleEffect>))]
public enum LifecycleEffect
{
    /// <summary>They stay as they are.</summary>
    None = 0,

    /// <summary>A recovery has begun: downsampling what is not complete yet would make the gap last.</summary>
    Pause,

    /// <summary>The recovery has ended.</summary>
    Resume,
}

using System.Text.Json.Serialization;

namespace Holdfast.Routing.Breakers;

/// <summary>What a store's breaker lets through.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<BreakerMode>))]
public enum BreakerMode
{
    /// <summary>Every request.</summary>
    Closed = 0,

    /// <summary>Nothing at all: the store is isolated.</summary>
    Open,

    /// <summary>Probes only: one request in ten, and synthetic ones.</summary>
    HalfOpen,
}

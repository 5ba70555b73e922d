using System.Text.Json;
using Holdfast.Routing.Breakers;

namespace Holdfast.Pipeline.Breakers;

/// <summary>The saved form of all breakers.</summary>
/// <param name="Version">Of this form; another one is not read.</param>
/// <param name="Stores">Each store's state, unread, so that one that is corrupt does not take the others with it.</param>
internal sealed record BreakerFile(int Version, Dictionary<string, JsonElement> Stores)
{
    internal const int CurrentVersion = 1;

    /// <returns>The state, or null when the element is not one that a breaker can be in.</returns>
    internal static BreakerState? Read(JsonElement element)
    {
        try
        {
            return element.Deserialize<BreakerState>() is { IsSound: true } state ? state : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}

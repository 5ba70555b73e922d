using System.Text.Json;
using Holdfast.Pipeline.Stores;
using Holdfast.Routing.Tiers;
using Holdfast.Simulation.Scenarios;

namespace Holdfast.Simulation.Stores;

/// <summary>Applies a write to a store's content, refusing poison as the store's dialect does.</summary>
/// <param name="name">The store's name.</param>
/// <param name="api">Its dialect.</param>
/// <param name="traits">Its ways.</param>
/// <param name="content">Its content.</param>
internal sealed class StoreWriter(string name, StoreApi api, StoreTraits traits, StoreContent content)
{
    /// <summary>Applies what is good of it and says what the store answers.</summary>
    public StoreResponse Write(string bucket, string body)
    {
        if (!content.Has(bucket))
            return Refusal(404, api == StoreApi.V2 ? $"bucket \"{bucket}\" not found" : $"database not found: \"{bucket}\"");
        var refused = 0;
        var taken = new List<KeyValuePair<Cell, string>>();
        foreach (var line in body.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            if (StoreLine.Parse(line) is { } values && !StoreLine.IsPoison(values[0].Key.Series, name))
                taken.AddRange(values);
            else
                refused++;
        }

        if (refused > 0 && traits.RefusesWhole)
            return Refusal(400, "unable to parse 'poison': bad value");
        foreach (var (cell, value) in taken)
            content.Write(bucket, cell, value);
        if (refused == 0)
            return StoreResponse.NoContent;
        return Refusal(api == StoreApi.V2 ? 422 : 400, $"partial write: field type conflict: input field \"i\" dropped={refused}");
    }

    /// <summary>A refusal in the store's dialect.</summary>
    public StoreResponse Refusal(int status, string message) => new()
    {
        Status = status,
        Body = api == StoreApi.V2
            ? JsonSerializer.Serialize(new { code = "error", message })
            : JsonSerializer.Serialize(new { error = message }),
    };
}

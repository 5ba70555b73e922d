using System.Text.Json;
using System.Text.Json.Serialization;

namespace Holdfast.Standalone.Commands.Operating;

/// <summary>The answer of <c>GET /ops/deadletters</c>: counts over all letters of the selection, and one page of them.</summary>
internal sealed record DeadLetterPage
{
    public required long Total { get; init; }

    public long Bytes { get; init; }

    public IReadOnlyDictionary<string, long> Reasons { get; init; } = new Dictionary<string, long>(StringComparer.Ordinal);

    /// <summary>The letters as they came, so that nothing a newer server says of them is lost.</summary>
    public required IReadOnlyList<JsonElement> Letters { get; init; }

    /// <summary>The same letters, read.</summary>
    [JsonIgnore]
    public IReadOnlyList<DeadLetterEntry> Entries { get; init; } = [];

    /// <summary>The id after which the next page starts; null on the last page.</summary>
    public string? Next { get; init; }
}

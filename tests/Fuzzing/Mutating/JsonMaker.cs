using System.Text.Json;
using System.Text.Json.Nodes;

namespace Holdfast.Fuzzing.Mutating;

/// <summary>Changes JSON as JSON: the result is mostly still well-formed, and its meaning is not.</summary>
/// <param name="random">Decides everything.</param>
/// <param name="words">Names and texts that matter to the reader.</param>
/// <param name="bound">A text whose values keep to their keys, give or take the case: a secret under another key is none that can be known.</param>
internal sealed class JsonMaker(Random random, IReadOnlyList<string> words, string? bound = null)
{
    /// <summary>Makes so many changes; bytes that are no JSON are returned as they are.</summary>
    public byte[] Mutate(byte[] json, int times)
    {
        try
        {
            var root = JsonNode.Parse(json);
            for (; times > 0 && root is not null; times--)
                root = Once(root);
            return root is null ? "null"u8.ToArray() : JsonSerializer.SerializeToUtf8Bytes(root);
        }
        catch (Exception odd) when (odd is JsonException or ArgumentException or InvalidOperationException)
        {
            return json;
        }
    }

    private JsonNode? Once(JsonNode root)
    {
        var places = new List<JsonNode>();
        Gather(root, places);
        var place = places[random.Next(places.Count)];
        if (place.Parent is null)
            return random.Next(40) == 0 ? Value(1) : ChangeWithin(root);
        switch (place.Parent)
        {
            case JsonObject parent when parent.FirstOrDefault(entry => entry.Value == place).Key is { } key:
                Change(parent, key, place);
                break;
            case JsonArray list:
                Change(list, list.IndexOf(place));
                break;
        }

        return root;
    }

    private JsonNode ChangeWithin(JsonNode root)
    {
        if (root is JsonObject all)
            all[Word()] = Value(2);
        else if (root is JsonArray list)
            list.Add(Value(2));
        return root;
    }

    private void Change(JsonObject parent, string key, JsonNode place)
    {
        switch (random.Next(6))
        {
            case 0:
                parent.Remove(key);
                break;
            case 1:
                parent.Remove(key);
                parent[random.Next(2) == 0 || IsBound(place) ? key.ToUpperInvariant() : Word()] = place.DeepClone();
                break;
            case 2:
                parent[Word()] = Value(2);
                break;
            default:
                parent[key] = Value(2);
                break;
        }
    }

    private void Change(JsonArray list, int at)
    {
        switch (random.Next(4))
        {
            case 0:
                list.RemoveAt(at);
                break;
            case 1:
                list.Insert(at, list[at]?.DeepClone());
                break;
            default:
                list[at] = Value(2);
                break;
        }
    }

    private JsonNode? Value(int depth) => random.Next(depth > 0 ? 14 : 12) switch
    {
        0 => null,
        1 => true,
        2 => 0,
        3 => -1,
        4 => long.MaxValue,
        5 => long.MinValue,
        6 => 1e300,
        7 => 0.5,
        8 => "",
        9 => random.Next(),
        10 or 11 => Word(),
        12 => new JsonArray([.. Enumerable.Range(0, random.Next(4)).Select(_ => Value(depth - 1))]),
        _ => new JsonObject(Enumerable.Range(0, random.Next(4)).Select(index => KeyValuePair.Create($"{Word()}{index}", Value(depth - 1)))),
    };

    private bool IsBound(JsonNode place) => bound is not null && place.ToJsonString().Contains(bound, StringComparison.Ordinal);

    private string Word() => words[random.Next(words.Count)];

    private static void Gather(JsonNode node, List<JsonNode> places)
    {
        places.Add(node);
        IEnumerable<JsonNode?> children = node switch
        {
            JsonObject all => all.Select(static entry => entry.Value),
            JsonArray list => list,
            _ => [],
        };
        foreach (var child in children.OfType<JsonNode>())
            Gather(child, places);
    }
}

using System.Text.Json;

namespace Holdfast.Pipeline.Configuration;

/// <summary>A value of the contracts' file that knows where it stands. .NET's own documents do not, and drop keys that stand twice.</summary>
internal sealed record ContractNode
{
    /// <summary>The first token of the value.</summary>
    public required JsonTokenType Kind { get; init; }

    /// <summary>The byte at which it starts.</summary>
    public required int Position { get; init; }

    /// <summary>A text without quotes and escapes, or a number as it is written; empty otherwise.</summary>
    public string Text { get; init; } = "";

    /// <summary>An object's members in their order, keys that stand twice included.</summary>
    public List<(string Name, int Position, ContractNode Value)> Members { get; } = [];

    /// <summary>An array's items in their order.</summary>
    public List<ContractNode> Items { get; } = [];

    /// <summary>Reads a whole document. Comments and trailing commas are allowed, as in .NET's configuration files.</summary>
    /// <exception cref="JsonException">The text is not JSON, or is nested deeper than 16 levels; with its position where it is known.</exception>
    public static ContractNode Parse(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(
            json, new JsonReaderOptions { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true, MaxDepth = 16 });
        reader.Read();
        var root = ReadValue(ref reader);

        // Whatever follows the value is an error that the reader itself reports.
        reader.Read();
        return root;
    }

    private static ContractNode ReadValue(ref Utf8JsonReader reader)
    {
        var position = (int)reader.TokenStartIndex;
        var node = new ContractNode { Kind = reader.TokenType, Position = position, Text = TextOf(ref reader) };
        if (node.Kind is JsonTokenType.StartObject)
        {
            while (reader.Read() && reader.TokenType is JsonTokenType.PropertyName)
            {
                var at = (int)reader.TokenStartIndex;
                var name = TextOf(ref reader);
                reader.Read();
                node.Members.Add((name, at, ReadValue(ref reader)));
            }
        }
        else if (node.Kind is JsonTokenType.StartArray)
        {
            while (reader.Read() && reader.TokenType is not JsonTokenType.EndArray)
                node.Items.Add(ReadValue(ref reader));
        }

        return node;
    }

    private static string TextOf(ref Utf8JsonReader reader)
    {
        if (reader.TokenType is JsonTokenType.Number)
            return System.Text.Encoding.ASCII.GetString(reader.ValueSpan);
        if (reader.TokenType is not (JsonTokenType.String or JsonTokenType.PropertyName))
            return "";
        try
        {
            return reader.GetString()!;
        }
        catch (InvalidOperationException error)
        {
            // The reader looks at the syntax only; half a surrogate pair in an escape shows here.
            throw new JsonException("A text is not valid Unicode.", error);
        }
    }
}

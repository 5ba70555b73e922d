using Holdfast.Routing.LineProtocol;

namespace Holdfast.Standalone.Embedded.Engine;

/// <summary>A field of one measurement; its type is that of the first value ever written and never changes.</summary>
/// <param name="Name">The field's key, escapes removed.</param>
/// <param name="Type">The type of all its values.</param>
internal sealed record Field(string Name, FieldType Type)
{
    /// <summary>The type in InfluxDB's words: float, integer, unsigned, string, boolean.</summary>
    public string TypeName => NameOf(Type);

    /// <summary>InfluxDB's word for a field type.</summary>
    public static string NameOf(FieldType type) => type switch
    {
        FieldType.Float => "float",
        FieldType.Integer => "integer",
        FieldType.Unsigned => "unsigned",
        FieldType.Text => "string",
        FieldType.Boolean => "boolean",
        _ => throw new ArgumentOutOfRangeException(nameof(type), type, "A field has a type."),
    };
}

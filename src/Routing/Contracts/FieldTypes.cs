using Holdfast.Routing.LineProtocol;

namespace Holdfast.Routing.Contracts;

/// <summary>Field types in the words of messages.</summary>
internal static class FieldTypes
{
    public static string Name(FieldType type) => type switch
    {
        FieldType.Float => "float",
        FieldType.Integer => "integer",
        FieldType.Unsigned => "unsigned",
        FieldType.Text => "text",
        FieldType.Boolean => "boolean",
        _ => throw new ArgumentOutOfRangeException(nameof(type), type, "Not the type of a field."),
    };
}

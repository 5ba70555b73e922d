namespace Holdfast.Routing.LineProtocol;

/// <summary>The type of a field value as line protocol writes it.</summary>
public enum FieldType
{
    /// <summary>No type: the default value, never that of an accepted field.</summary>
    None = 0,

    /// <summary><c>1.5</c>, <c>1e3</c>: an IEEE 754 double, never NaN or infinite.</summary>
    Float,

    /// <summary><c>1i</c>: a signed 64-bit integer.</summary>
    Integer,

    /// <summary><c>1u</c>: an unsigned 64-bit integer.</summary>
    Unsigned,

    /// <summary><c>"text"</c>.</summary>
    Text,

    /// <summary><c>t</c>, <c>true</c>, <c>f</c>, <c>false</c> and their capital forms.</summary>
    Boolean,
}

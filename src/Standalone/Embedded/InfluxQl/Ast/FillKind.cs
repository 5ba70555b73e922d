namespace Holdfast.Standalone.Embedded.InfluxQl.Ast;

/// <summary>What stands in a window without values.</summary>
internal enum FillKind
{
    /// <summary>Null, and zero for count: InfluxDB's default.</summary>
    Null = 0,

    /// <summary>The window is left out.</summary>
    None,

    /// <summary>A number.</summary>
    Number,
}

namespace Holdfast.Standalone.Embedded.InfluxQl.Ast;

/// <summary>What a DROP statement drops.</summary>
internal enum DropKind
{
    Database,
    Measurement,
    RetentionPolicy,
}

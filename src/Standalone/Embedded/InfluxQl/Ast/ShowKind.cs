namespace Holdfast.Standalone.Embedded.InfluxQl.Ast;

/// <summary>What a SHOW statement shows.</summary>
internal enum ShowKind
{
    Databases,
    RetentionPolicies,
    Measurements,
    Series,
    TagKeys,
    TagValues,
    FieldKeys,
}

namespace Holdfast.Standalone.Embedded.InfluxQl.Ast;

/// <summary>What a name refers to: <c>name</c>, <c>name::field</c>, <c>name::tag</c>.</summary>
internal enum ReferenceKind
{
    Any = 0,
    Field,
    Tag,
}

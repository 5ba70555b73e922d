namespace Holdfast.Standalone.Embedded.InfluxQl.Ast;

/// <summary>One column of a SELECT as written.</summary>
/// <param name="Function">The aggregate, or none.</param>
/// <param name="Name">The field or tag; null for a wildcard.</param>
/// <param name="Kind">Whether only fields or only tags are meant.</param>
/// <param name="Alias">The name after AS, or null.</param>
internal sealed record SelectColumn(AggregateFunction Function, string? Name, ReferenceKind Kind, string? Alias)
{
    public bool IsWildcard => Name is null;
}

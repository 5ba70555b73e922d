namespace Holdfast.Standalone.Embedded.InfluxQl.Ast;

/// <summary>A DROP statement.</summary>
/// <param name="Kind">What is dropped.</param>
/// <param name="Name">Its name.</param>
/// <param name="Database">The database of a retention policy.</param>
internal sealed record DropStatement(DropKind Kind, string Name, string? Database = null) : Statement
{
    public override bool Changes => true;
}

using System.Collections.Immutable;

namespace Holdfast.Standalone.Embedded.InfluxQl.Ast;

/// <summary>DELETE: the points of a range of time and of the series that the tags mean. It makes the holes that drills need.</summary>
internal sealed record DeleteStatement(ImmutableArray<Source> Sources, Condition? Where) : Statement
{
    public override bool Changes => true;
}

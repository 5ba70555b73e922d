using Holdfast.Standalone.Embedded.Engine;

namespace Holdfast.Standalone.Embedded.InfluxQl.Ast;

/// <summary>CREATE DATABASE.</summary>
internal sealed record CreateDatabaseStatement(string Name, PolicySpec Policy) : Statement
{
    public override bool Changes => true;
}

using Holdfast.Standalone.Embedded.Engine;

namespace Holdfast.Standalone.Embedded.InfluxQl.Ast;

/// <summary>CREATE RETENTION POLICY, or ALTER RETENTION POLICY.</summary>
internal sealed record PolicyStatement(bool IsNew, string Database, PolicySpec Policy) : Statement
{
    public override bool Changes => true;
}

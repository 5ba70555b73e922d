using System.Collections.Immutable;

namespace Holdfast.Standalone.Embedded.InfluxQl.Ast;

/// <summary>A SHOW statement.</summary>
internal sealed record ShowStatement : Statement
{
    public required ShowKind Kind { get; init; }

    /// <summary>The database after ON, or null for the request's.</summary>
    public string? Database { get; init; }

    /// <summary>The measurements meant; empty for all.</summary>
    public ImmutableArray<Source> Sources { get; init; } = [];

    /// <summary>The keys of SHOW TAG VALUES.</summary>
    public ImmutableArray<string> Keys { get; init; } = [];

    /// <summary>A condition on tags.</summary>
    public Condition? Where { get; init; }

    public int Limit { get; init; }

    public int Offset { get; init; }
}

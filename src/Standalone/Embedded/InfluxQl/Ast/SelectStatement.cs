using System.Collections.Immutable;

using Holdfast.Standalone.Embedded.Engine;

namespace Holdfast.Standalone.Embedded.InfluxQl.Ast;

/// <summary>A SELECT.</summary>
internal sealed record SelectStatement : Statement
{
    public required ImmutableArray<SelectColumn> Columns { get; init; }

    public required ImmutableArray<Source> Sources { get; init; }

    public Condition? Where { get; init; }

    public Grouping Grouping { get; init; } = Grouping.Nothing;

    public FillKind Fill { get; init; }

    /// <summary>The number of <see cref="FillKind.Number"/>.</summary>
    public FieldValue FillValue { get; init; }

    public bool Descending { get; init; }

    /// <summary>Rows per series, zero for all.</summary>
    public int Limit { get; init; }

    /// <summary>Rows passed over per series.</summary>
    public int Offset { get; init; }
}

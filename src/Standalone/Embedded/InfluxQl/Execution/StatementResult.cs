using System.Collections.Immutable;

namespace Holdfast.Standalone.Embedded.InfluxQl.Execution;

/// <summary>The answer to one statement: its series, or why it failed, and perhaps a warning.</summary>
internal sealed record StatementResult(ImmutableArray<ResultSeries> Series, string? Error = null, string? Warning = null)
{
    public static readonly StatementResult Empty = new([]);

    public static StatementResult Failed(string error) => new([], error);

    /// <summary>An error when there is one, otherwise an empty answer.</summary>
    public static StatementResult Of(string? error) => error is null ? Empty : Failed(error);
}

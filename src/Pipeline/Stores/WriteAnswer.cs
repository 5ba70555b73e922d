using Holdfast.Routing.Planning;

namespace Holdfast.Pipeline.Stores;

/// <summary>What came of one attempt to write.</summary>
/// <param name="Verdict">What it means.</param>
/// <param name="Status">The HTTP status; 0 when no answer came.</param>
public sealed record WriteAnswer(WriteVerdict Verdict, int Status)
{
    /// <summary>Committed with 204: the usual case, shared so that it costs nothing.</summary>
    public static readonly WriteAnswer NoContent = new(WriteVerdict.Committed, 204);
}

namespace Holdfast.Standalone.Commands.Operating;

/// <summary>The answer of <c>POST /ops/deadletters/purge</c>.</summary>
/// <param name="Purged">Letters that are gone.</param>
internal sealed record PurgeResult(long Purged);

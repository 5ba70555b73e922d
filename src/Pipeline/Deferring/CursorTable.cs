namespace Holdfast.Pipeline.Deferring;

/// <summary>The cursors as they were found at opening.</summary>
/// <param name="Cursors">Sequence by store.</param>
/// <param name="Damaged">Whether there was a file that could not be understood.</param>
internal sealed record CursorTable(Dictionary<string, long> Cursors, bool Damaged);

namespace Holdfast.Standalone.Commands.Operating;

/// <summary>The dead letters of a batch.</summary>
internal sealed record LineageLettersStatus(int Count, IReadOnlyList<string> Ids);

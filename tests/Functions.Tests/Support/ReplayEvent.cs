namespace Holdfast.Functions.Tests.Support;

/// <summary>Something that happened to an orchestration.</summary>
/// <param name="Kind">started, completed, failed, raised.</param>
/// <param name="Id">The position of the action that it answers.</param>
/// <param name="Payload">As JSON; of a failure its message.</param>
/// <param name="Name">Of an event: its name.</param>
/// <param name="At">When the episode began in which it was seen.</param>
internal sealed record ReplayEvent(string Kind, int Id, string? Payload, string Name = "", DateTime At = default);

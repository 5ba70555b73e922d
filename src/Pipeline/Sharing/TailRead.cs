namespace Holdfast.Pipeline.Sharing;

/// <summary>The outcome of reading the board.</summary>
/// <param name="Begun">When it began, by the clock that never jumps.</param>
/// <param name="Complete">Whether it came to the board's end.</param>
/// <param name="MakeUps">What is to be made up for before the read counts.</param>
/// <param name="Fault">What hindered it; null when nothing did.</param>
internal sealed record TailRead(long Begun, bool Complete, IReadOnlyList<MakeUp> MakeUps, string? Fault);

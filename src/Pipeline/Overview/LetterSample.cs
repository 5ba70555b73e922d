using Holdfast.Pipeline.DeadLetters;

namespace Holdfast.Pipeline.Overview;

/// <summary>A letter that stands for its reason, and how many there were when it was read.</summary>
/// <param name="Letter">The oldest letter; null if none could be read.</param>
/// <param name="Count">The reason's letters then.</param>
/// <param name="Bytes">Their bytes then.</param>
/// <param name="ReadAt">When, as a timestamp of the clock that never jumps.</param>
internal sealed record LetterSample(DeadLetter? Letter, long Count, long Bytes, long ReadAt);

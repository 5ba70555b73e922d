using Holdfast.Pipeline.DeadLetters;

namespace Holdfast.Pipeline.Quarantine;

/// <summary>Makes a dead letter of a message that another queue gave up; null when it cannot be read.</summary>
/// <param name="id">The letter's id.</param>
/// <param name="item">The message.</param>
public delegate DeadLetter? ReadLetter(string id, LetterItem item);

namespace Holdfast.Pipeline.Quarantine;

/// <summary>The dead letters of another queue, which operators see among the letters.</summary>
/// <param name="Name">The queue's name, for people.</param>
/// <param name="Queue">Its dead letters.</param>
/// <param name="Read">Makes letters of them.</param>
public sealed record ForeignShelf(string Name, ILetterShelf Queue, ReadLetter Read);

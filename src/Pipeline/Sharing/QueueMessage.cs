namespace Holdfast.Pipeline.Sharing;

/// <summary>A message to be sent.</summary>
/// <param name="Session">Its session.</param>
/// <param name="Id">The same for the same message: a queue that detects duplicates drops the second within its window. Empty for none.</param>
/// <param name="Body">Its bytes. Not touched any more once the send has completed.</param>
/// <param name="Properties">What a reader needs without the body: text, whole numbers and booleans only.</param>
/// <param name="Lifetime">After this the queue moves it to its dead letters.</param>
public sealed record QueueMessage(
    string Session, string Id, ReadOnlyMemory<byte> Body, IReadOnlyDictionary<string, object> Properties, TimeSpan Lifetime);

namespace Holdfast.Functions.ServiceBus;

/// <summary>What a queue holds.</summary>
/// <param name="Messages">Its messages, dead letters included.</param>
/// <param name="DeadLetters">Its dead letters.</param>
/// <param name="Bytes">What they take, of the queue's quota.</param>
public sealed record QueueContent(long Messages, long DeadLetters, long Bytes);

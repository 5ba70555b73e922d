using Holdfast.Pipeline.Sharing;

namespace Holdfast.Pipeline.Quarantine;

/// <summary>A message that is, or belongs to, a dead letter.</summary>
/// <param name="Item">The message. Its body is empty when it has one that is neither bytes nor text.</param>
public sealed record LetterItem(QueueItem Item)
{
    /// <summary>Whether it was set aside: it is still there, but given out only by its sequence.</summary>
    public bool SetAside { get; init; }

    /// <summary>The session that it came by; empty for none.</summary>
    public string Session { get; init; } = "";

    /// <summary>Why its queue keeps it among its dead letters; empty when it is in none.</summary>
    public string DeadReason { get; init; } = "";

    /// <summary>The same in words.</summary>
    public string DeadDescription { get; init; } = "";

    /// <summary>Its content type; empty for none.</summary>
    public string ContentType { get; init; } = "";

    /// <summary>Its content encoding; empty for none.</summary>
    public string ContentEncoding { get; init; } = "";

    /// <summary>A property as text; empty when there is none.</summary>
    internal string Text(string name) => Item.Properties.TryGetValue(name, out var value) ? value?.ToString() ?? "" : "";

    /// <summary>A property as a number; 0 when there is none.</summary>
    internal int Number(string name) => Item.Properties.TryGetValue(name, out var value) && value is int or long ? (int)Convert.ToInt64(value) : 0;

    /// <summary>What it takes, about.</summary>
    internal long Bytes => Item.Body.Length + Item.Properties.Sum(static property => property.Key.Length + (property.Value is string text ? text.Length : sizeof(long)));
}

using System.Text;
using System.Text.Json.Serialization;
using System.Text.Unicode;
using Holdfast.Pipeline.DeadLetters;
using Holdfast.Routing.LineProtocol;

namespace Holdfast.Pipeline.Operations;

/// <summary>One dead letter as operators see it; in a list without its bytes.</summary>
internal sealed record DeadLetterDocument
{
    private DeadLetterDocument(DeadLetter letter)
    {
        Id = letter.Id;
        Time = letter.Time;
        Source = letter.Source.ToString().ToLowerInvariant();
        Tier = letter.Tier;
        Bucket = letter.Bucket;
        Precision = letter.Precision;
        Reason = letter.Reason;
        Message = letter.Message;
        Line = letter.Line;
        Column = letter.Column;
        Attempts = letter.Attempts;
        LineageId = letter.LineageId;
        Size = letter.Bytes.Length;
    }

    public string Id { get; }

    public DateTimeOffset Time { get; }

    public string Source { get; }

    public string Tier { get; }

    public string Bucket { get; }

    public TimestampPrecision Precision { get; }

    public string Reason { get; }

    public string Message { get; }

    public int Line { get; }

    public int Column { get; }

    public int Attempts { get; }

    public string LineageId { get; }

    public int Size { get; }

    /// <summary>The bytes, when they are UTF-8 and asked for.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Text { get; private init; }

    /// <summary>The bytes, when they are not UTF-8 and asked for.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Base64 { get; private init; }

    /// <summary>The letter without its bytes.</summary>
    public static DeadLetterDocument Head(DeadLetter letter) => new(letter);

    /// <summary>The letter with its bytes.</summary>
    public static DeadLetterDocument Whole(DeadLetter letter) => Utf8.IsValid(letter.Bytes.Span)
        ? new(letter) { Text = Encoding.UTF8.GetString(letter.Bytes.Span) }
        : new(letter) { Base64 = Convert.ToBase64String(letter.Bytes.Span) };
}

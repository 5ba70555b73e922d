using System.Globalization;
using System.IO.Compression;
using System.Text;
using Holdfast.Pipeline.DeadLetters;
using Holdfast.Pipeline.Sharing;

namespace Holdfast.Pipeline.Quarantine;

/// <summary>
/// Makes messages of a letter: what is known about it as properties, its bytes as the body, compressed when that is smaller. What is larger
/// than a message even so is cut into parts, which follow the first one and are listed, read and removed with it; no byte is dropped.
/// </summary>
internal static class LetterWriter
{
    /// <summary>The longest reason in words that is kept, in characters: the queue takes 64 KiB of properties in all.</summary>
    public const int MaxMessage = 4096;

    /// <summary>Bodies below this many bytes are not compressed.</summary>
    private const int WorthCompressing = 512;

    /// <summary>What a message takes besides its body and its properties' text, with room to spare.</summary>
    private const int Overhead = 1024;

    private const int PerProperty = 16;

    /// <summary>The least room for bytes in a message.</summary>
    private const int LeastRoom = 1024;

    public static IReadOnlyList<QueueMessage> Write(DeadLetterDraft draft, string id, int maxMessageBytes)
    {
        var packed = Pack(draft.Bytes);
        var gzip = packed.Length < draft.Bytes.Length;
        var body = gzip ? packed : draft.Bytes.ToArray();
        var properties = PropertiesOf(draft, id, gzip);
        var room = Math.Max(LeastRoom, maxMessageBytes - SizeOf(properties));
        var parts = Math.Max(1, (body.Length + room - 1) / room);
        properties[LetterNames.Parts] = (long)parts;
        var messages = new List<QueueMessage>(parts) { MessageOf(id, body.AsMemory(0, Math.Min(room, body.Length)), properties) };
        for (var part = 1; part < parts; part++)
        {
            var at = part * room;
            messages.Add(MessageOf($"{id}-{part}", body.AsMemory(at, Math.Min(room, body.Length - at)), new(StringComparer.Ordinal)
            {
                [LetterNames.Kind] = LetterNames.PartKind,
                [LetterNames.Id] = id,
                [LetterNames.Part] = (long)part,
            }));
        }

        return messages;
    }

    /// <summary>What a message takes in a transfer, estimated from above.</summary>
    public static int SizeOf(QueueMessage message) => SizeOf(message.Properties) + message.Body.Length;

    private static int SizeOf(IEnumerable<KeyValuePair<string, object>> properties) => Overhead + properties.Sum(static property =>
        PerProperty + Encoding.UTF8.GetByteCount(property.Key) + (property.Value is string text ? Encoding.UTF8.GetByteCount(text) : sizeof(long)));

    private static QueueMessage MessageOf(string id, ReadOnlyMemory<byte> body, Dictionary<string, object> properties) =>
        new("", id, body, properties, TimeSpan.MaxValue);

    private static Dictionary<string, object> PropertiesOf(DeadLetterDraft draft, string id, bool gzip) => new(StringComparer.Ordinal)
    {
        [LetterNames.Kind] = LetterNames.LetterKind,
        [LetterNames.Id] = id,
        [LetterNames.Time] = draft.Time.ToUniversalTime().ToString("O", CultureInfo.InvariantCulture),
        [LetterNames.Source] = draft.Source.ToString(),
        [LetterNames.Tier] = draft.Tier,
        [LetterNames.Bucket] = draft.Bucket,
        [LetterNames.Reason] = draft.Reason,
        [LetterNames.Message] = Shorten(draft.Message),
        [LetterNames.Line] = (long)draft.Line,
        [LetterNames.Column] = (long)draft.Column,
        [LetterNames.Attempts] = (long)draft.Attempts,
        [LetterNames.Lineage] = draft.LineageId,
        [LetterNames.Precision] = draft.Precision.ToString(),
        [LetterNames.Encoding] = gzip ? LetterNames.Gzip : LetterNames.Identity,
        [LetterNames.Size] = (long)draft.Bytes.Length,
    };

    /// <summary>Not between the two halves of a character.</summary>
    private static string Shorten(string text) =>
        text.Length <= MaxMessage ? text : text[..(char.IsHighSurrogate(text[MaxMessage - 1]) ? MaxMessage - 1 : MaxMessage)];

    private static byte[] Pack(ReadOnlyMemory<byte> bytes)
    {
        if (bytes.Length < WorthCompressing)
            return bytes.ToArray();
        var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest))
            gzip.Write(bytes.Span);
        return packed.ToArray();
    }
}

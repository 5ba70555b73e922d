using System.Diagnostics;
using System.Runtime.InteropServices;
using Holdfast.Pipeline.Http;
using Holdfast.Routing.LineProtocol;
using Holdfast.Routing.Tiers;

namespace Holdfast.Pipeline.Queueing;

/// <summary>What a message says about its body.</summary>
/// <param name="Bucket">The bucket, of which there is a tier.</param>
/// <param name="Precision">The unit of the timestamps.</param>
/// <param name="Key">The idempotency key that the producer gave, or null.</param>
/// <param name="TraceParent">The trace context, or null.</param>
/// <param name="Gzip">Whether the body is said to be gzip.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct MessageHeader(string Bucket, TimestampPrecision Precision, string? Key, string? TraceParent, bool Gzip)
{
    private const int MaxShown = 100;

    /// <summary>Reads a message's properties; the outcome when they are poison, else null.</summary>
    public static MessageOutcome? Read(IngestMessage message, RoutingTable table, out MessageHeader header)
    {
        header = default;
        if (Text(message, MessageProperties.Bucket, out var bucket) is { } noText)
            return noText;
        if (bucket.Length == 0)
            return MessageOutcome.Dead(MessageReasons.BucketMissing, "bucket is required: add the application property \"bucket\", as text");
        if (table.TierOfBucket(bucket) is null)
        {
            return MessageOutcome.Dead(
                MessageReasons.UnknownBucket, $"application property \"bucket\": no tier has the bucket {Shown(bucket)}; correct it, or add a tier with that bucket and redrive");
        }

        if (Text(message, MessageProperties.Precision, out var unit) is { } noUnit)
            return noUnit;
        if (!TimestampPrecisions.TryParse(unit, out var precision))
            return MessageOutcome.Dead(MessageReasons.UnknownPrecision, $"application property \"precision\": {Shown(unit)} is not known; use one of ns, us, ms, s");
        if (KeyOf(message, out var key) is { } noKey)
            return noKey;
        if (!IsText(message.ContentType))
        {
            return MessageOutcome.Dead(
                MessageReasons.UnsupportedMediaType, $"content type: {Shown(message.ContentType)} is another protocol; send line protocol as text/plain, plain or gzip");
        }

        if (GzipOf(message) is not { } gzip)
            return MessageOutcome.Dead(MessageReasons.UnsupportedEncoding, $"content encoding: {Shown(EncodingOf(message))} is not taken; send plain text or gzip");
        header = new(bucket, precision, key, TraceOf(message), gzip);
        return null;
    }

    private static MessageOutcome? Text(IngestMessage message, string name, out string text)
    {
        var value = MessageProperties.Find(message.Properties, name);
        text = value as string ?? "";
        return value is null or string ? null : Mistyped(name, value, "text");
    }

    private static MessageOutcome? KeyOf(IngestMessage message, out string? key)
    {
        const string name = MessageProperties.IdempotencyKey;
        var value = MessageProperties.Find(message.Properties, name);
        key = value is Guid id ? id.ToString() : value as string;
        if (value is not (null or string or Guid))
            return Mistyped(name, value, "text or a GUID");
        if (key?.Length > WriteEndpoint.MaxKey)
            return MessageOutcome.Dead(MessageReasons.InvalidProperty, $"application property \"{name}\" is longer than {WriteEndpoint.MaxKey} characters; shorten it");
        key = string.IsNullOrEmpty(key) ? null : key;
        return null;
    }

    /// <summary>It goes out to the stores as a header, so what is not a trace context is passed over: it is worth no message.</summary>
    private static string? TraceOf(IngestMessage message)
    {
        var given = MessageProperties.Find(message.Properties, MessageProperties.TraceParent)
            ?? MessageProperties.Find(message.Properties, MessageProperties.DiagnosticId);
        return given is string text && ActivityContext.TryParse(text, null, out _) ? text : Activity.Current?.Id;
    }

    /// <summary>As in a write by HTTP, and the types of gzip besides, since not every producer can set a content encoding.</summary>
    private static bool IsText(string type) => MediaTypes.IsText(type) || IsGzipType(type);

    private static bool IsGzipType(string type)
    {
        var media = type.AsSpan();
        var parameters = media.IndexOf(';');
        media = (parameters < 0 ? media : media[..parameters]).Trim();
        return media.Equals("application/gzip", StringComparison.OrdinalIgnoreCase) || media.Equals("application/x-gzip", StringComparison.OrdinalIgnoreCase);
    }

    private static string EncodingOf(IngestMessage message) => message.ContentEncoding.Length > 0
        ? message.ContentEncoding
        : MessageProperties.Find(message.Properties, MessageProperties.ContentEncoding)?.ToString() ?? "";

    private static bool? GzipOf(IngestMessage message)
    {
        var encoded = MediaTypes.IsGzip(EncodingOf(message));
        return encoded is null ? null : encoded.Value || IsGzipType(message.ContentType);
    }

    private static MessageOutcome Mistyped(string name, object value, string expected) =>
        MessageOutcome.Dead(MessageReasons.InvalidProperty, $"application property \"{name}\" is a {value.GetType().Name}; send {expected}");

    private static string Shown(string text) => text.Length <= MaxShown ? $"\"{text}\"" : $"\"{text[..MaxShown]}…\"";
}

using System.Globalization;
using Holdfast.Pipeline.DeadLetters;
using Holdfast.Pipeline.Ingest;
using Holdfast.Routing.LineProtocol;

namespace Holdfast.Pipeline.Quarantine;

/// <summary>Reads what <see cref="LetterWriter"/> wrote.</summary>
internal static class LetterText
{
    /// <summary>The largest letter that is read, in bytes; a write's body is never larger.</summary>
    private const int MaxBytes = 1024 * 1024 * 1024;

    public static bool IsPart(LetterItem item) => item.Text(LetterNames.Kind) is LetterNames.PartKind;

    public static int PartsOf(LetterItem item) => Math.Max(1, item.Number(LetterNames.Parts));

    /// <summary>The letter; null when something of it is missing or damaged.</summary>
    /// <param name="id">Its id.</param>
    /// <param name="head">Its message.</param>
    /// <param name="parts">The parts that follow, in order, without gaps.</param>
    public static DeadLetter? Read(string id, LetterItem head, IReadOnlyList<LetterItem> parts)
    {
        if (PartsOf(head) != parts.Count + 1
            || !DateTimeOffset.TryParseExact(head.Text(LetterNames.Time), "O", CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind, out var time)
            || !Enum.TryParse<DeadLetterSource>(head.Text(LetterNames.Source), out var source)
            || !Enum.TryParse<TimestampPrecision>(head.Text(LetterNames.Precision), out var precision)
            || BytesOf(head, parts) is not { } bytes)
        {
            return null;
        }

        return new(
            id, time, source, head.Text(LetterNames.Tier), head.Text(LetterNames.Bucket), head.Text(LetterNames.Reason), head.Text(LetterNames.Message),
            head.Number(LetterNames.Line), head.Number(LetterNames.Column), head.Number(LetterNames.Attempts), head.Text(LetterNames.Lineage), bytes)
        {
            Precision = precision,
        };
    }

    /// <summary>Expands gzip up to a limit; null when it is malformed, cut off, or expands to more.</summary>
    public static byte[]? Expand(ReadOnlyMemory<byte> packed, int limit)
    {
        if (packed.IsEmpty)
            return null;
        try
        {
            using var gzip = GzipSeal.Expand(packed);
            var expanded = new MemoryStream();
            var piece = new byte[32 * 1024];
            for (var read = gzip.Read(piece); read > 0; read = gzip.Read(piece))
            {
                if (expanded.Length + read > (long)limit + GzipSeal.Length)
                    return null;
                expanded.Write(piece, 0, read);
            }

            var all = expanded.GetBuffer().AsSpan(0, (int)expanded.Length);
            return GzipSeal.IsWhole(all) ? all[..^GzipSeal.Length].ToArray() : null;
        }
        catch (InvalidDataException)
        {
            return null;
        }
    }

    private static byte[]? BytesOf(LetterItem head, IReadOnlyList<LetterItem> parts)
    {
        byte[] packed = [.. head.Item.Body.Span, .. parts.SelectMany(static part => part.Item.Body.ToArray())];
        var size = head.Number(LetterNames.Size);
        var bytes = head.Text(LetterNames.Encoding) is LetterNames.Gzip ? Expand(packed, Math.Min(size, MaxBytes)) : packed;
        return bytes?.Length == size ? bytes : null;
    }
}

using System.IO.Pipelines;
using System.Text.Encodings.Web;
using System.Text.Json;

using Holdfast.Routing.LineProtocol;
using Holdfast.Standalone.Embedded.Engine;

namespace Holdfast.Standalone.Embedded.InfluxQl.Execution;

/// <summary>Writes answers in InfluxDB 1's JSON.</summary>
internal sealed class QueryJson
{
    private const int FlushRows = 1000;

    private static readonly ReadOnlyMemory<byte> NewLine = "\n"u8.ToArray();

    private readonly long _epoch;
    private readonly JsonWriterOptions _options;

    /// <summary>Prepares to write.</summary>
    /// <param name="epoch">The nanoseconds of the unit in which times are written as integers; zero writes them as RFC 3339.</param>
    /// <param name="pretty">Whether to indent.</param>
    public QueryJson(long epoch, bool pretty)
    {
        _epoch = epoch;
        _options = new JsonWriterOptions
        {
            Indented = pretty,
            IndentSize = 4,
            Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
            SkipValidation = true,
        };
    }

    /// <summary>The nanoseconds of InfluxDB's name for a unit. No name is zero; an unknown one means nanoseconds, as in InfluxDB.</summary>
    public static long Epoch(string? name) => name switch
    {
        null or "" => 0,
        "u" => 1_000,
        "ms" => 1_000_000,
        "s" => 1_000_000_000,
        "m" => 60_000_000_000,
        "h" => 3_600_000_000_000,
        _ => 1,
    };

    /// <summary>Writes all answers as one object, and a newline. What is written goes out as it grows, so that memory stays flat.</summary>
    public async Task WriteAsync(IReadOnlyList<StatementResult> results, PipeWriter output, CancellationToken cancellationToken)
    {
        await using Utf8JsonWriter json = new(output, _options);
        json.WriteStartObject();
        if (results.Count > 0) json.WriteStartArray("results");
        for (var id = 0; id < results.Count; id++)
        {
            WriteHead(json, id, results[id]);
            if (results[id].Series.Length > 0) json.WriteStartArray("series");
            foreach (ResultSeries series in results[id].Series)
            {
                WriteSeriesHead(json, series);
                for (var row = 0; row < series.RowCount; row += FlushRows)
                {
                    WriteRows(json, series, row, Math.Min(series.RowCount, row + FlushRows));
                    await json.FlushAsync(cancellationToken);
                    await output.FlushAsync(cancellationToken);
                }

                WriteSeriesEnd(json, series.RowCount > 0, isPartial: false);
            }

            if (results[id].Series.Length > 0) json.WriteEndArray();
            json.WriteEndObject();
        }

        if (results.Count > 0) json.WriteEndArray();
        await EndAsync(json, output, cancellationToken);
    }

    /// <summary>Writes as InfluxDB does with <c>chunked=true</c>: an object per statement and series, and per so many rows of it.</summary>
    public async Task WriteChunksAsync(
        IReadOnlyList<StatementResult> results, int rowsPerChunk, PipeWriter output, CancellationToken cancellationToken)
    {
        for (var id = 0; id < results.Count; id++)
        {
            StatementResult result = results[id];
            if (result.Series.IsEmpty) await WriteChunkAsync(id, result, null, 0, 0, isLast: true, output, cancellationToken);
            foreach (ResultSeries series in result.Series)
            {
                for (var row = 0; row < series.RowCount; row += rowsPerChunk)
                {
                    var end = (int)Math.Min(series.RowCount, row + (long)rowsPerChunk);
                    var isLast = end == series.RowCount && ReferenceEquals(series, result.Series[^1]);
                    await WriteChunkAsync(id, result, series, row, end, isLast, output, cancellationToken);
                    if (end == series.RowCount) break;
                }
            }
        }
    }

    private async Task WriteChunkAsync(
        int id, StatementResult result, ResultSeries? series, int start, int end, bool isLast, PipeWriter output, CancellationToken cancellationToken)
    {
        await using Utf8JsonWriter json = new(output, _options);
        json.WriteStartObject();
        json.WriteStartArray("results");
        WriteHead(json, id, result);
        if (series is not null)
        {
            json.WriteStartArray("series");
            WriteSeriesHead(json, series);
            WriteRows(json, series, start, end);
            WriteSeriesEnd(json, hasRows: true, isPartial: end < series.RowCount);
            json.WriteEndArray();
        }

        if (!isLast) json.WriteBoolean("partial", value: true);
        json.WriteEndObject();
        json.WriteEndArray();
        await EndAsync(json, output, cancellationToken);
    }

    private static async Task EndAsync(Utf8JsonWriter json, PipeWriter output, CancellationToken cancellationToken)
    {
        json.WriteEndObject();
        await json.FlushAsync(cancellationToken);
        await output.WriteAsync(NewLine, cancellationToken);
    }

    private static void WriteHead(Utf8JsonWriter json, int id, StatementResult result)
    {
        json.WriteStartObject();
        json.WriteNumber("statement_id", id);
        if (result.Error is not null) json.WriteString("error", result.Error);
        if (result.Warning is null) return;
        json.WriteStartArray("messages");
        json.WriteStartObject();
        json.WriteString("level", "warning");
        json.WriteString("text", result.Warning);
        json.WriteEndObject();
        json.WriteEndArray();
    }

    private static void WriteSeriesHead(Utf8JsonWriter json, ResultSeries series)
    {
        json.WriteStartObject();
        if (series.Name is not null) json.WriteString("name", series.Name);
        if (!series.Tags.IsDefaultOrEmpty)
        {
            json.WriteStartObject("tags");
            foreach (Tag tag in series.Tags) json.WriteString(tag.Key, tag.Value);
            json.WriteEndObject();
        }

        json.WriteStartArray("columns");
        foreach (var column in series.Columns) json.WriteStringValue(column);
        json.WriteEndArray();
        if (series.RowCount > 0) json.WriteStartArray("values");
    }

    private static void WriteSeriesEnd(Utf8JsonWriter json, bool hasRows, bool isPartial)
    {
        if (hasRows) json.WriteEndArray();
        if (isPartial) json.WriteBoolean("partial", value: true);
        json.WriteEndObject();
    }

    private void WriteRows(Utf8JsonWriter json, ResultSeries series, int start, int end)
    {
        for (var row = start; row < end; row++)
        {
            json.WriteStartArray();
            for (var column = 0; column < series.Columns.Length; column++)
            {
                if (column == 0 && series.HasTime) WriteTime(json, series[row, 0].Integer);
                else WriteValue(json, series[row, column]);
            }

            json.WriteEndArray();
        }
    }

    private void WriteTime(Utf8JsonWriter json, long time)
    {
        if (_epoch == 0) json.WriteStringValue(TimeText.Format(time));
        else json.WriteNumberValue(time / _epoch);
    }

    private static void WriteValue(Utf8JsonWriter json, in FieldValue value)
    {
        switch (value.Type)
        {
            case FieldType.Float:
                json.WriteNumberValue(value.Float);
                break;
            case FieldType.Integer:
                json.WriteNumberValue(value.Integer);
                break;
            case FieldType.Unsigned:
                json.WriteNumberValue(value.Unsigned);
                break;
            case FieldType.Boolean:
                json.WriteBooleanValue(value.Boolean);
                break;
            case FieldType.Text:
                json.WriteStringValue(value.Text);
                break;
            default:
                json.WriteNullValue();
                break;
        }
    }
}

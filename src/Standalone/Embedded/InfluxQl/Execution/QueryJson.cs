using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

using Holdfast.Routing.LineProtocol;
using Holdfast.Standalone.Embedded.Engine;

namespace Holdfast.Standalone.Embedded.InfluxQl.Execution;

/// <summary>Writes answers in InfluxDB 1's JSON.</summary>
internal sealed class QueryJson
{
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

    /// <summary>Writes all answers as one object, and a newline.</summary>
    public void Write(IReadOnlyList<StatementResult> results, IBufferWriter<byte> output)
    {
        using Utf8JsonWriter json = new(output, _options);
        json.WriteStartObject();
        if (results.Count > 0)
        {
            json.WriteStartArray("results");
            for (int id = 0; id < results.Count; id++)
            {
                WriteHead(json, id, results[id]);
                if (results[id].Series.Length > 0)
                {
                    json.WriteStartArray("series");
                    foreach (ResultSeries series in results[id].Series) WriteSeries(json, series, 0, series.RowCount, isPartial: false);
                    json.WriteEndArray();
                }

                json.WriteEndObject();
            }

            json.WriteEndArray();
        }

        End(json, output);
    }

    /// <summary>Writes one answer as InfluxDB does with <c>chunked=true</c>: an object per series, or per so many rows of it.</summary>
    public IEnumerable<bool> WriteChunks(int id, StatementResult result, int rowsPerChunk, IBufferWriter<byte> output)
    {
        if (result.Series.IsEmpty)
        {
            WriteChunk(id, result, null, 0, 0, isLast: true, output);
            yield return true;
        }

        for (int i = 0; i < result.Series.Length; i++)
        {
            ResultSeries series = result.Series[i];
            for (int row = 0; row < series.RowCount; row += rowsPerChunk)
            {
                int end = Math.Min(series.RowCount, row + rowsPerChunk);
                WriteChunk(id, result, series, row, end, isLast: end == series.RowCount && i == result.Series.Length - 1, output);
                yield return true;
            }
        }
    }

    private void WriteChunk(int id, StatementResult result, ResultSeries? series, int start, int end, bool isLast, IBufferWriter<byte> output)
    {
        using Utf8JsonWriter json = new(output, _options);
        json.WriteStartObject();
        json.WriteStartArray("results");
        WriteHead(json, id, result);
        if (series is not null)
        {
            json.WriteStartArray("series");
            WriteSeries(json, series, start, end, isPartial: end < series.RowCount);
            json.WriteEndArray();
        }

        if (!isLast) json.WriteBoolean("partial", value: true);
        json.WriteEndObject();
        json.WriteEndArray();
        End(json, output);
    }

    private static void End(Utf8JsonWriter json, IBufferWriter<byte> output)
    {
        json.WriteEndObject();
        json.Flush();
        output.Write("\n"u8);
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

    private void WriteSeries(Utf8JsonWriter json, ResultSeries series, int start, int end, bool isPartial)
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
        foreach (string column in series.Columns) json.WriteStringValue(column);
        json.WriteEndArray();
        if (end > start)
        {
            json.WriteStartArray("values");
            for (int row = start; row < end; row++)
            {
                json.WriteStartArray();
                for (int column = 0; column < series.Columns.Length; column++)
                {
                    if (column == 0 && series.HasTime) WriteTime(json, series[row, 0].Integer);
                    else WriteValue(json, series[row, column]);
                }

                json.WriteEndArray();
            }

            json.WriteEndArray();
        }

        if (isPartial) json.WriteBoolean("partial", value: true);
        json.WriteEndObject();
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

using System.Text;
using System.Text.Json;
using Holdfast.Routing.LineProtocol;

namespace Holdfast.Routing.Tests.LineProtocol;

public class CorpusTests
{
    [SkippableFact]
    public void Read_EveryCaseOfTheReferenceDecoder_BehavesAsListed()
    {
        var path = SharedFiles.Find("corpus", "line-protocol-decode.json");
        if (path is null)
            Assert.False(SharedFiles.IsContinuousIntegration, "The corpus is missing, and CI does not accept a skip.");
        Skip.If(path is null, "No shared/corpus above this folder, and HOLDFAST_SHARED does not name one.");

        using var corpus = JsonDocument.Parse(File.ReadAllBytes(path));
        var faults = corpus.RootElement.EnumerateArray().Select(Check).OfType<string>().ToList();

        Assert.Equal(2073, corpus.RootElement.GetArrayLength());
        Assert.True(faults.Count == 0, $"{faults.Count} cases differ:\n{string.Join('\n', faults.Take(20))}");
    }

    private static string? Check(JsonElement entry)
    {
        var text = entry.TryGetProperty("textBase64", out var coded)
            ? coded.GetBytesFromBase64()
            : Encoding.UTF8.GetBytes(entry.GetProperty("text").GetString()!);
        Assert.True(TimestampPrecisions.TryParse(entry.GetProperty("precision").GetString()![1..], out var precision));
        var (points, rejections) = DecodedPoint.ReadAll(text, precision);
        var shown = $"{entry.GetProperty("key").GetString()} {JsonSerializer.Serialize(Encoding.Latin1.GetString(text))}";
        if (entry.TryGetProperty("error", out var error))
            return rejections.Count > 0 ? null : $"{shown}: accepted, but: {error.GetString()}";
        if (rejections.Count > 0)
            return $"{shown}: rejected: {rejections[0]}";
        var time = precision.Truncate(entry.GetProperty("defaultTime").GetInt64());
        var found = points.Select(point => (point with
        {
            Time = point.Time ?? time,
            Tags = [.. point.Tags.OrderBy(static tag => tag.Key, StringComparer.Ordinal)],
            Fields = [.. point.Fields.Select(static field => (field.Key, WithoutMinusZero(field.Value)))],
        }).ToString());
        var expected = entry.GetProperty("result").EnumerateArray().Select(Expected).ToList();
        return found.SequenceEqual(expected, StringComparer.Ordinal) ? null : $"{shown}: {string.Join(';', found)} instead of {string.Join(';', expected)}";
    }

    private static string Expected(JsonElement result) => new DecodedPoint(
        result.GetProperty("name").GetString()!,
        [.. result.GetProperty("tags").EnumerateArray().Select(static tag => (tag.GetProperty("key").GetString()!, tag.GetProperty("value").GetString()!))],
        [.. result.GetProperty("fields").EnumerateArray().Select(static field => (field.GetProperty("key").GetString()!, Value(field.GetProperty("value"))))],
        result.GetProperty("time").GetInt64()).ToString();

    // The corpus was written as JSON by way of Go's comparison, for which minus zero is zero.
    private static object WithoutMinusZero(object value) => value is double and 0 ? 0.0 : value;

    private static object Value(JsonElement value)
    {
        var typed = value.EnumerateObject().Single();
        return typed.Name switch
        {
            "int" => typed.Value.GetInt64(),
            "uint" => typed.Value.GetUInt64(),
            "float" => typed.Value.GetDouble(),
            "bool" => typed.Value.GetBoolean(),
            "string" => typed.Value.GetString()!,
            _ => throw new InvalidDataException($"The corpus has a value of type {typed.Name}."),
        };
    }
}

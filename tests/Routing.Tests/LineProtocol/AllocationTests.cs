using System.Globalization;
using System.Text;
using Holdfast.Routing.LineProtocol;

namespace Holdfast.Routing.Tests.LineProtocol;

public class AllocationTests
{
    [Fact]
    public void Read_SyntheticText_AllocatesNothing() => AssertAllocatesNothing(Synthetic(), 5_000);

    [SkippableFact]
    public void Read_RecordedTelemetry_AllocatesNothing()
    {
        var path = SharedFiles.Find("data", "host-metrics.lp");
        if (path is null)
            Assert.False(SharedFiles.IsContinuousIntegration, "The recording is missing, and CI does not accept a skip.");
        Skip.If(path is null, "No shared/data above this folder, and HOLDFAST_SHARED does not name one.");
        AssertAllocatesNothing(File.ReadAllBytes(path), 16_508);
    }

    private static void AssertAllocatesNothing(byte[] text, int points)
    {
        Span<byte> line = new byte[4096];
        Assert.Equal(points, ReadAndWriteAll(text, line));
        var before = GC.GetAllocatedBytesForCurrentThread();
        var count = ReadAndWriteAll(text, line);
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;

        Assert.Equal((points, 0L), (count, allocated));
    }

    private static int ReadAndWriteAll(byte[] text, Span<byte> line)
    {
        var count = 0;
        var reader = new LineReader(text, TimestampPrecision.Nanoseconds);
        while (reader.Read(out var point, out _) == LineStatus.Point)
        {
            var tags = new TagReader(text, point);
            while (tags.Read(out var tag))
                LineEscapes.UnescapeKey(text.AsSpan(tag.ValueStart..tag.ValueEnd), line);
            var fields = new FieldReader(text, point);
            while (fields.Read(out var field))
                ReadValue(text.AsSpan(field.ValueStart..field.ValueEnd), field.Type, line);
            LineWriter.Write(text, point, 0, line);
            count++;
        }

        return count;
    }

    private static void ReadValue(ReadOnlySpan<byte> value, FieldType type, Span<byte> buffer)
    {
        _ = type switch
        {
            FieldType.Float => FieldValues.ReadFloat(value),
            FieldType.Integer => FieldValues.ReadInteger(value),
            FieldType.Unsigned => FieldValues.ReadUnsigned(value),
            FieldType.Boolean => FieldValues.ReadBoolean(value) ? 1 : 0,
            _ => LineEscapes.UnescapeText(value, buffer),
        };
    }

    private static byte[] Synthetic()
    {
        var text = new StringBuilder();
        for (var index = 0; index < 5_000; index++)
        {
            text.Append(CultureInfo.InvariantCulture, $"we\\ ather,zone=b,area={index % 7},k\\,ey=v\\=al temp={index}.25,n={index}i,u={index}u,ok=t,")
                .Append(CultureInfo.InvariantCulture, $"s=\"a \\\"{index}\\\"\nb\",big=1{index}e30 {1_795_149_730_030_265_138 + index}\r\n# c\n\n");
        }

        return Encoding.UTF8.GetBytes(text.ToString());
    }
}

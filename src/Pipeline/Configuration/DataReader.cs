namespace Holdfast.Pipeline.Configuration;

/// <summary>Reads <c>Holdfast:Data</c>.</summary>
internal static class DataReader
{
    private const long PiB = 1L << 50;

    public static DataOptions Read(SectionReader reader)
    {
        var defaults = new DataOptions();
        var options = new DataOptions
        {
            Path = reader.Text("Path") ?? defaults.Path,
            MaxBytes = reader.Integer("MaxBytes", defaults.MaxBytes, 64 * 1024, PiB),
            MaxAge = reader.Duration("MaxAge", defaults.MaxAge, TimeSpan.FromMinutes(1), TimeSpan.FromDays(36_500)),
            SegmentBytes = reader.Integer32("SegmentBytes", defaults.SegmentBytes, 64 * 1024, 1024 * 1024 * 1024),
            MaxDeadLetterBytes = reader.Integer("MaxDeadLetterBytes", defaults.MaxDeadLetterBytes, 64 * 1024, PiB),
        };
        if (string.IsNullOrWhiteSpace(options.Path) || options.Path.Contains('\0'))
            reader.Errors.Add(reader.At("Path"), "no usable folder is given", "Give a folder, such as holdfast-data");
        if (options.MaxBytes < options.SegmentBytes && reader.Errors.NoneAt(reader.At("MaxBytes"), reader.At("SegmentBytes")))
        {
            reader.Errors.Add(
                reader.At("MaxBytes"), $"{options.MaxBytes} is below SegmentBytes, {options.SegmentBytes}", "Give at least SegmentBytes, or make the segments smaller");
        }

        reader.End();
        return options;
    }
}

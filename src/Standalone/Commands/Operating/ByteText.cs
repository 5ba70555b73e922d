namespace Holdfast.Standalone.Commands.Operating;

/// <summary>Sizes for people.</summary>
internal static class ByteText
{
    private static readonly string[] Units = ["KiB", "MiB", "GiB", "TiB", "PiB"];

    /// <summary>The size in the largest unit of which there is at least one, to one decimal: <c>1.5 KiB</c>.</summary>
    public static string Of(long bytes)
    {
        if (Math.Abs(bytes) < 1024)
            return $"{bytes} B";
        var value = bytes / 1024.0;
        var unit = 0;
        while (Math.Abs(value) >= 1024 && unit < Units.Length - 1)
        {
            value /= 1024;
            unit++;
        }

        return $"{value:0.0} {Units[unit]}";
    }
}

using System.Globalization;
using System.Runtime.InteropServices;

namespace Holdfast.Pipeline.Tracing;

/// <summary>A lineage id taken apart: the process that gave it, and its number there.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct LineageId(ulong Process, long Number)
{
    private const int ProcessDigits = 16;

    /// <summary>The id as it was given: lower case, without leading zeros.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Process:x16}-{Number:x}");

    /// <summary>Reads <c>0123456789abcdef-1f</c>; false for anything else.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out LineageId id)
    {
        id = default;
        if (text.Length is < ProcessDigits + 2 or > ProcessDigits + 1 + 16 || text[ProcessDigits] != '-')
            return false;
        if (!ulong.TryParse(text[..ProcessDigits], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var process)
            || !long.TryParse(text[(ProcessDigits + 1)..], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var number))
            return false;
        id = new(process, number);
        return true;
    }
}

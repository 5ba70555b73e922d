using System.Runtime.InteropServices;

namespace Holdfast.Routing.LineProtocol;

/// <summary>
/// One accepted line as byte offsets into the scanned text; every range is half open. Offsets and not spans, so that a line
/// can be kept without keeping the text pinned, and so that nothing is allocated for it.
/// </summary>
[StructLayout(LayoutKind.Auto)]
public readonly record struct PointLine
{
    /// <summary>The number, from 1, of the physical line on which the point starts (a quoted string may span several).</summary>
    public required int Line { get; init; }

    /// <summary>Where the measurement starts; leading blanks are behind it.</summary>
    public required int Start { get; init; }

    /// <summary>Where the measurement ends: at the comma before the tags, or at the blank before the fields.</summary>
    public required int MeasurementEnd { get; init; }

    /// <summary>Where the first tag's key starts; equal to <see cref="TagsEnd"/> when there are no tags.</summary>
    public required int TagsStart { get; init; }

    /// <summary>Where the last tag's value ends.</summary>
    public required int TagsEnd { get; init; }

    /// <summary>Where the first field's key starts. An accepted point has at least one field.</summary>
    public required int FieldsStart { get; init; }

    /// <summary>Where the last field's value ends.</summary>
    public required int FieldsEnd { get; init; }

    /// <summary>Where the timestamp's digits (or its minus sign) start; equal to <see cref="TimestampEnd"/> when there is none.</summary>
    public required int TimestampStart { get; init; }

    /// <summary>Where the timestamp's digits end.</summary>
    public required int TimestampEnd { get; init; }

    /// <summary>Where the line ends, before trailing blanks, carriage return, newline or comment.</summary>
    public required int End { get; init; }

    /// <summary>The timestamp in nanoseconds since 1970, already converted from the precision; zero when there is none.</summary>
    public required long Time { get; init; }

    /// <summary>Whether the line carried a timestamp. If not, the caller stamps it, once.</summary>
    public bool HasTime => TimestampEnd > TimestampStart;
}

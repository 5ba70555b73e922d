using System.Globalization;
using System.Runtime.InteropServices;

namespace Holdfast.Pipeline.Quarantine;

/// <summary>
/// The id of a letter in a queue: one hexadecimal digit for the shelf and sixteen for the sequence that the queue gave it. So it is unique for
/// ever and over all instances, sorts as the letters were added to their shelf, and leads to its letter without an index.
/// </summary>
/// <param name="Shelf">The shelf, 0 to 15.</param>
/// <param name="Sequence">The sequence, from 1.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct LetterId(int Shelf, long Sequence)
{
    /// <summary>The most shelves.</summary>
    public const int MaxShelves = 16;

    private const int Digits = 17;

    public static bool TryParse(string text, out LetterId id)
    {
        id = default;
        if (text.Length != Digits
            || !int.TryParse(text.AsSpan(0, 1), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var shelf)
            || !long.TryParse(text.AsSpan(1), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var sequence)
            || sequence < 0)
        {
            return false;
        }

        id = new(shelf, sequence);
        return true;
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Shelf:x}{Sequence:x16}");
}

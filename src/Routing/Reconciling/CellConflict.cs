namespace Holdfast.Routing.Reconciling;

/// <summary>A cell that two stores hold with different values, for people. It is never overwritten: which of them is newer nobody can tell.</summary>
/// <param name="Series">The series' head.</param>
/// <param name="Time">The timestamp in nanoseconds since 1970.</param>
/// <param name="Field">The field.</param>
/// <param name="Here">The value at the store that is healed, cut to <see cref="LongestText"/> characters.</param>
/// <param name="There">The value at the store that was compared with, cut likewise.</param>
public sealed record CellConflict(string Series, long Time, string Field, string Here, string There)
{
    /// <summary>How much of a value is shown.</summary>
    public const int LongestText = 100;

    internal static CellConflict Of(SeriesHead head, long time, string field, CellValue here, CellValue there) =>
        new(Cut(head.Text), time, Cut(field), Cut(here.ToString()), Cut(there.ToString()));

    private static string Cut(string text) => text.Length <= LongestText ? text : text[..LongestText] + "…";
}

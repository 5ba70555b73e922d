using System.Collections.Immutable;

using Holdfast.Standalone.Embedded.Engine;

namespace Holdfast.Standalone.Embedded.InfluxQl.Execution;

/// <summary>The series of one measurement that GROUP BY puts together, each with its filter.</summary>
internal sealed record SeriesGroup(ImmutableArray<Tag> Tags, List<(Series Series, RowFilter Filter)> Members)
{
    /// <summary>Groups the series that may have rows, in order of the values of the tags grouped by.</summary>
    public static IEnumerable<SeriesGroup> Of(Measurement measurement, SelectPlan plan)
    {
        SortedDictionary<string, SeriesGroup> groups = new(StringComparer.Ordinal);
        foreach (Series series in measurement.Series)
        {
            RowFilter filter = RowFilter.Bind(plan.Statement.Where, series);
            if (ReferenceEquals(filter, RowFilter.None)) continue;

            // A zero byte ends each value, so that the order of the joined text is the order of the values.
            var key = string.Concat(plan.GroupTags.Select(tag => $"{series.TagValue(tag)}\0"));
            if (!groups.TryGetValue(key, out SeriesGroup? group))
            {
                ImmutableArray<Tag> tags = plan.GroupTags.IsEmpty
                    ? default
                    : [.. plan.GroupTags.Select(tag => new Tag(tag, series.TagValue(tag)))];
                groups.Add(key, group = new SeriesGroup(tags, []));
            }

            group.Members.Add((series, filter));
        }

        return plan.Statement.Descending ? groups.Values.Reverse() : groups.Values;
    }
}

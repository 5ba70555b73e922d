using System.Globalization;
using Holdfast.Pipeline.Stores;
using Holdfast.Routing.Reconciling;

namespace Holdfast.Pipeline.Reconciling;

/// <summary>The four statements that stores are asked, in their only forms; README.md documents them for whoever answers them.</summary>
internal static class Statements
{
    public const string Measurements = "SHOW MEASUREMENTS";

    public static string FieldTypes(string measurement) => $"SHOW FIELD KEYS FROM {InfluxQl.Identifier(measurement)}";

    public static string Counts(string measurement, TimeWindow range, long window) => string.Create(
        CultureInfo.InvariantCulture,
        $"SELECT COUNT(*) FROM {InfluxQl.Identifier(measurement)} WHERE time >= {range.From} AND time < {range.To} GROUP BY time({window}ns) fill(none)");

    public static string Rows(string measurement, TimeWindow window) => string.Create(
        CultureInfo.InvariantCulture,
        $"SELECT * FROM {InfluxQl.Identifier(measurement)} WHERE time >= {window.From} AND time < {window.To} GROUP BY *");
}

namespace Holdfast.Tests.Support.Otlp;

/// <summary>A data point of a metric as a collector received it.</summary>
/// <param name="Resource">Who sent it, as <c>name=value</c> separated by spaces.</param>
/// <param name="Metric">The metric.</param>
/// <param name="Unit">Its unit.</param>
/// <param name="Kind">The number of its kind's field: 5 gauge, 7 sum, 9 histogram.</param>
/// <param name="Tags">The tags, <c>name=value</c> in order of the names.</param>
/// <param name="Value">The value; of a histogram its sum.</param>
/// <param name="Count">Of a histogram, how many values.</param>
internal sealed record ReceivedPoint(string Resource, string Metric, string Unit, int Kind, string Tags, double Value, long Count);

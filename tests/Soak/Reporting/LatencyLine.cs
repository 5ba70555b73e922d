using System.Runtime.InteropServices;

namespace Holdfast.Soak.Reporting;

/// <summary>The durations of answers in milliseconds.</summary>
/// <param name="P50">The median.</param>
/// <param name="P99">The 99th percentile.</param>
/// <param name="Worst">The longest.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct LatencyLine(double P50, double P99, double Worst);

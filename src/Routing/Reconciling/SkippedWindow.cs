namespace Holdfast.Routing.Reconciling;

/// <summary>A window that could not be compared.</summary>
/// <param name="Measurement">The measurement.</param>
/// <param name="Window">The window.</param>
/// <param name="Reason">Why, for people.</param>
public sealed record SkippedWindow(string Measurement, TimeWindow Window, string Reason);

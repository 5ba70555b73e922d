namespace Holdfast.Routing.Reconciling;

/// <summary>A stretch of one measurement in which a store may lack something that another has.</summary>
/// <param name="Measurement">The measurement.</param>
/// <param name="Window">The stretch: one window, or several that follow each other.</param>
public sealed record DifferingWindow(string Measurement, TimeWindow Window);

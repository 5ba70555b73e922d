namespace Holdfast.Simulation.Scenarios;

/// <summary>How one simulated store behaves apart from its faults.</summary>
/// <param name="RefusesWhole">Whether one poison line has the whole request refused, and not only the line.</param>
/// <param name="SyncEvery">How often it makes durable what it has acknowledged.</param>
/// <param name="Latency">The longest time that a request, and an answer, is usually on its way.</param>
/// <param name="Reading">What it makes of InfluxQL.</param>
internal sealed record StoreTraits(bool RefusesWhole, TimeSpan SyncEvery, TimeSpan Latency, Reading Reading);

namespace Holdfast.Standalone.Commands.Drilling;

/// <summary>What <c>drill</c> was told.</summary>
/// <param name="Fast">Whether every interval is shortened, so that the whole takes less than a minute.</param>
/// <param name="Against">The configuration whose stores are drilled; null for embedded ones.</param>
/// <param name="Rate">Write requests a second, of all producers together; 1 to 10,000.</param>
/// <param name="Seed">What the traffic is drawn from.</param>
/// <param name="Format">How the result is written.</param>
internal sealed record DrillOptions(bool Fast, string? Against, int Rate, int Seed, OutputFormat Format);

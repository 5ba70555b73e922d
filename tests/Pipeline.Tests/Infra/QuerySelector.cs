namespace Holdfast.Pipeline.Tests.Infra;

/// <summary>One selector of a query.</summary>
/// <param name="Metric">The series' name.</param>
/// <param name="Matchers">By label, the values that it is matched with, as they stand there.</param>
internal sealed record QuerySelector(string Metric, IReadOnlyList<KeyValuePair<string, string>> Matchers);

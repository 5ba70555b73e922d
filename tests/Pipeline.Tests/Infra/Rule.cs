namespace Holdfast.Pipeline.Tests.Infra;

/// <summary>One rule of the file.</summary>
/// <param name="Name">The alert's name, or the recorded series'.</param>
/// <param name="IsAlert">Whether it is an alert.</param>
/// <param name="Expression">The query, on one line.</param>
/// <param name="For">How long it must hold; empty for at once.</param>
/// <param name="Labels">The labels that it sets.</param>
/// <param name="Annotations">What it says.</param>
internal sealed record Rule(
    string Name, bool IsAlert, string Expression, string For, IReadOnlyDictionary<string, string> Labels, IReadOnlyDictionary<string, string> Annotations)
{
    /// <summary>The label that the operations page and the runbook know it by.</summary>
    public string Id => Labels["alert_id"];
}

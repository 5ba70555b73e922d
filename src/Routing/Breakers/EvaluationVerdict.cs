namespace Holdfast.Routing.Breakers;

/// <summary>What the probes of an evaluation amount to.</summary>
internal enum EvaluationVerdict
{
    Continue = 0,
    Close,
    ReopenFailed,
    ReopenSlow,
}

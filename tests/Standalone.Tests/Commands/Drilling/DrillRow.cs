using Holdfast.Standalone.Commands.Drilling;

namespace Holdfast.Standalone.Tests.Commands.Drilling;

/// <summary>Carries evidence into a theory, whose parameters must be public.</summary>
public sealed class DrillRow
{
    private readonly object _evidence;

    internal DrillRow(DrillEvidence evidence) => _evidence = evidence;

    internal DrillEvidence Evidence => (DrillEvidence)_evidence;
}

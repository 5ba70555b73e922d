using Holdfast.Simulation.Checking;
using Holdfast.Simulation.Scenarios;
using Holdfast.Simulation.World;

namespace Holdfast.Simulation.Running;

/// <summary>What came of one world.</summary>
/// <param name="Scenario">What it was made of.</param>
/// <param name="Violations">What was promised and not kept; empty if all was.</param>
/// <param name="Trace">Everything that happened, as one number.</param>
/// <param name="Lines">Everything that happened, if it was to be kept.</param>
/// <param name="Requests">How many requests producers sent, retries included.</param>
/// <param name="Virtual">How long it lasted, in its own time.</param>
/// <param name="Faults">How often each kind of fault did something.</param>
/// <param name="Deeds">What was done to bring stores back.</param>
internal sealed record RunResult(
    Scenario Scenario, IReadOnlyList<Violation> Violations, ulong Trace, IReadOnlyList<string> Lines, int Requests, TimeSpan Virtual, FaultTally Faults,
    DeedTally Deeds);

using Holdfast.Standalone.Commands;

namespace Holdfast.Soak.Running;

/// <summary>What the soak was told.</summary>
/// <param name="Length">How long there is traffic.</param>
/// <param name="Seed">What traffic and faults are drawn from.</param>
/// <param name="Rate">Write requests a second.</param>
/// <param name="Real">Whether the real stores are used where there are any.</param>
/// <param name="Line">The time between two lines.</param>
/// <param name="Data">The folder of all data; emptied in the end.</param>
/// <param name="Times">How long everything takes.</param>
/// <param name="Format">For whom it is written.</param>
internal sealed record SoakOptions(TimeSpan Length, int Seed, int Rate, bool Real, TimeSpan Line, string Data, SoakTimes Times, OutputFormat Format);

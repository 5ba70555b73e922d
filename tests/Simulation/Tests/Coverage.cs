using Holdfast.Simulation.Scenarios;
using Holdfast.Simulation.World;

namespace Holdfast.Simulation.Tests;

/// <summary>What must happen in the worlds of either kind.</summary>
internal static class Coverage
{
    /// <summary>The faults that strike one process with its disk, or several instances with their queue and board.</summary>
    public static IEnumerable<FaultKind> FaultsOf(bool instances) => Enum.GetValues<FaultKind>().Where(kind => kind switch
    {
        FaultKind.StoreForgets => !instances,
        < FaultKind.DiskWritesFail or FaultKind.OperatorIsolates => true,
        < FaultKind.OperatorIsolates => !instances,
        _ => instances,
    });

    /// <summary>What is done in them.</summary>
    public static IEnumerable<Deed> DeedsOf(bool instances) =>
        Enum.GetValues<Deed>().Where(deed => deed is Deed.Forgotten or Deed.Rewound ? !instances : deed < Deed.Redelivered || instances);
}

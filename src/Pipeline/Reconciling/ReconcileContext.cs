using Holdfast.Pipeline.Configuration;
using Holdfast.Pipeline.Deferring;
using Holdfast.Pipeline.Ingest;
using Holdfast.Pipeline.Writing;
using Holdfast.Routing.Reconciling;
using Holdfast.Routing.Recovery;

namespace Holdfast.Pipeline.Reconciling;

/// <summary>What every comparison needs; one for the process.</summary>
internal sealed record ReconcileContext(
    IDeferredLog Log,
    FenceBook Fences,
    RepairJournal Journal,
    LineageIds Lineage,
    ReconcileOptions Options,
    RecoveryOptions Recovery,
    DeliveryOptions Delivery,
    TimeProvider Time)
{
    public RepairScope Protect(PendingRepair range, CancellationToken stopping) => new(range, Fences, Journal, Recovery, Time, stopping);
}

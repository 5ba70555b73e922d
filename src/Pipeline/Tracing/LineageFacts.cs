using System.Runtime.InteropServices;
using Holdfast.Routing.Batching;

namespace Holdfast.Pipeline.Tracing;

/// <summary>What a batch is, whoever tells of it.</summary>
/// <param name="Id">The lineage id.</param>
/// <param name="Tier">The tier's name.</param>
/// <param name="Bucket">The bucket, as producers name it.</param>
/// <param name="Points">How many points.</param>
/// <param name="Bytes">How many bytes of normalised lines.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct LineageFacts(string Id, string Tier, string Bucket, int Points, int Bytes)
{
    public LineageFacts(Batch batch)
        : this(batch.LineageId, batch.Tier.Name, batch.Tier.Bucket, batch.Points, batch.Lines.Length)
    {
    }
}

using System.Runtime.InteropServices;

namespace Holdfast.Soak.Watching;

/// <summary>How a store stood at one moment, as Holdfast told.</summary>
/// <param name="At">When, from the first request.</param>
/// <param name="Mode">Its breaker: <c>closed</c>, <c>open</c>, <c>halfopen</c>.</param>
/// <param name="Owed">Batches that it was owed.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct StoreSight(TimeSpan At, string Mode, long Owed)
{
    /// <summary>Whether requests go to it.</summary>
    public bool IsClosed => string.Equals(Mode, "closed", StringComparison.Ordinal);

    /// <summary>Whether requests go to it and it is owed nothing.</summary>
    public bool IsWell => IsClosed && Owed == 0;
}

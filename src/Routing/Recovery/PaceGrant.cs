using System.Runtime.InteropServices;

namespace Holdfast.Routing.Recovery;

/// <summary>When a backfill may write next.</summary>
/// <param name="Delay">How long to wait; then ask again, since live traffic may have come or gone. Zero for now.</param>
/// <param name="Bytes">How many bytes of lines, if it may write now; a single larger batch goes all the same and is paid for afterwards.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct PaceGrant(TimeSpan Delay, int Bytes);

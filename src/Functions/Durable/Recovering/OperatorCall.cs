using System.Runtime.InteropServices;

namespace Holdfast.Functions.Durable.Recovering;

/// <summary>One call of an operator.</summary>
/// <param name="Isolate">Whether to isolate the store; otherwise to restore it.</param>
/// <param name="Reason">Of an isolation: why.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct OperatorCall(bool Isolate, string Reason);

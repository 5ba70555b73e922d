using System.Runtime.InteropServices;

namespace Holdfast.Functions.Influx;

/// <summary>What came of a call of InfluxDB's client library.</summary>
/// <param name="Fault">Why there is no value; <see cref="InfluxFault.None"/> when there is one.</param>
/// <param name="Value">The value; the default after a fault.</param>
/// <param name="Message">For people, as the store said it; empty when there is a value.</param>
/// <typeparam name="T">What was asked for.</typeparam>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct InfluxReply<T>(InfluxFault Fault, T? Value, string Message)
{
    /// <summary>A value.</summary>
    public static InfluxReply<T> Of(T value) => new(InfluxFault.None, value, "");
}

using System.Runtime.InteropServices;

namespace Holdfast.Pipeline.Following;

/// <summary>The outcome of one step at the authority or at the board that yields something.</summary>
/// <typeparam name="T">What it yields.</typeparam>
/// <param name="Fault">What hindered it.</param>
/// <param name="Message">For people, without secrets; empty when nothing did.</param>
/// <param name="Value">What it yielded; null after a fault.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct LinkResult<T>(LinkFault Fault, string Message, T? Value)
    where T : class
{
    /// <summary>Whether it yielded.</summary>
    public bool Succeeded => Fault is LinkFault.None;
}

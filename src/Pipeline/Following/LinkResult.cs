using System.Runtime.InteropServices;

namespace Holdfast.Pipeline.Following;

/// <summary>The outcome of one step at the authority or at the board.</summary>
/// <param name="Fault">What hindered it.</param>
/// <param name="Message">For people, without secrets; empty when nothing did.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct LinkResult(LinkFault Fault, string Message)
{
    /// <summary>It was done, or taken on durably.</summary>
    public static readonly LinkResult Done = new(LinkFault.None, "");

    /// <summary>Whether it was done.</summary>
    public bool Succeeded => Fault is LinkFault.None;
}

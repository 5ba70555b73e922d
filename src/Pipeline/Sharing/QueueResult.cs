using System.Runtime.InteropServices;

namespace Holdfast.Pipeline.Sharing;

/// <summary>The outcome of one step at a queue.</summary>
/// <param name="Fault">What hindered it.</param>
/// <param name="Message">For people; empty when nothing did.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct QueueResult(QueueFault Fault, string Message)
{
    /// <summary>It was done.</summary>
    public static readonly QueueResult Done = new(QueueFault.None, "");

    /// <summary>Whether it was done.</summary>
    public bool Succeeded => Fault is QueueFault.None;
}

using System.Runtime.InteropServices;

namespace Holdfast.Pipeline.Sharing;

/// <summary>The outcome of one step at a queue that yields something.</summary>
/// <typeparam name="T">What it yields.</typeparam>
/// <param name="Fault">What hindered it.</param>
/// <param name="Message">For people; empty when nothing did.</param>
/// <param name="Value">What it yielded; null after a fault.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct QueueResult<T>(QueueFault Fault, string Message, T? Value)
    where T : class
{
    /// <summary>Whether it yielded.</summary>
    public bool Succeeded => Fault is QueueFault.None;

    /// <summary>The outcome without what it yielded.</summary>
    public QueueResult Outcome => new(Fault, Message);
}

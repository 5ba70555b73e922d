using System.Diagnostics.CodeAnalysis;

namespace Holdfast.Pipeline.Storage;

/// <summary>The outcome of an operation on the disk that yields a value.</summary>
/// <param name="Value">What it yields; the default after a fault.</param>
/// <param name="Fault">What went wrong, or <see cref="StorageFault.None"/>.</param>
/// <param name="Message">The operating system's words and the file's name; null after a success.</param>
/// <typeparam name="T">What it yields.</typeparam>
public readonly record struct StorageResult<T>(T? Value, StorageFault Fault, string? Message)
{
    /// <summary>Whether it was done.</summary>
    [MemberNotNullWhen(true, nameof(Value))]
    public bool Succeeded => Fault == StorageFault.None;

    /// <summary>The same outcome without the value.</summary>
    public StorageResult Outcome => new(Fault, Message);
}

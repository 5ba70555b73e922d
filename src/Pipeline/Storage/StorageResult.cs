namespace Holdfast.Pipeline.Storage;

/// <summary>The outcome of an operation on the disk that yields nothing.</summary>
/// <param name="Fault">What went wrong, or <see cref="StorageFault.None"/>.</param>
/// <param name="Message">The operating system's words and the file's name; null after a success.</param>
public readonly record struct StorageResult(StorageFault Fault, string? Message)
{
    /// <summary>It was done.</summary>
    public static StorageResult Success => default;

    /// <summary>Whether it was done.</summary>
    public bool Succeeded => Fault == StorageFault.None;

    /// <summary>It was not done.</summary>
    public static StorageResult Failure(StorageFault fault, string? message) => new(fault, message);

    /// <summary>It was done and yields <paramref name="value"/>.</summary>
    public static StorageResult<T> Of<T>(T value) => new(value, StorageFault.None, null);

    /// <summary>It was not done and yields nothing.</summary>
    public static StorageResult<T> Failure<T>(StorageFault fault, string? message) => new(default, fault, message);
}

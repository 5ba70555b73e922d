using System.Runtime.InteropServices;

namespace Holdfast.Pipeline.Stores;

/// <summary>What came of a question to a store.</summary>
/// <param name="Status">How it ended.</param>
/// <param name="Value">What was read; the default unless it was answered.</param>
/// <param name="Message">Why it was not answered, for people; empty when it was.</param>
/// <typeparam name="T">What is read.</typeparam>
[StructLayout(LayoutKind.Auto)]
public readonly record struct StoreReading<T>(ReadingStatus Status, T? Value, string Message)
{
    /// <summary>The same ending for another question.</summary>
    public StoreReading<TOther> As<TOther>() => new(Status, default, Message);
}

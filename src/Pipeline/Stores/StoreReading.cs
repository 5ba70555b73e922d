namespace Holdfast.Pipeline.Stores;

/// <summary>Makes what came of a question to a store.</summary>
public static class StoreReading
{
    /// <summary>It was answered.</summary>
    public static StoreReading<T> Answered<T>(T value) => new(ReadingStatus.Answered, value, "");
}

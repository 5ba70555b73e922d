using System.Runtime.InteropServices;

namespace Holdfast.Functions.Redis;

/// <summary>What came of a question to Redis. Redis is never needed: whoever asks goes on without an answer.</summary>
/// <param name="Answered">Whether there is an answer.</param>
/// <param name="Value">The answer; the default without one.</param>
/// <param name="Fault">Why there is none, for people; empty when there is one.</param>
/// <typeparam name="T">What is asked for.</typeparam>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct RedisAnswer<T>(bool Answered, T? Value, string Fault)
{
    /// <summary>An answer.</summary>
    public static RedisAnswer<T> Of(T value) => new(Answered: true, value, "");

    /// <summary>No answer.</summary>
    public static RedisAnswer<T> Without(string fault) => new(Answered: false, default, fault);
}

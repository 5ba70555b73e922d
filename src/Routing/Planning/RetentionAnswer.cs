namespace Holdfast.Routing.Planning;

/// <summary>What a store says about a bucket's time to live.</summary>
/// <param name="Kind">How the question ended.</param>
/// <param name="Retention">The time to live when known, zero for ever; zero otherwise.</param>
/// <param name="Message">Why it is not known, for people; empty when it is.</param>
public sealed record RetentionAnswer(RetentionAnswerKind Kind, TimeSpan Retention, string Message)
{
    /// <summary>The store told it.</summary>
    public static RetentionAnswer Known(TimeSpan retention) => new(RetentionAnswerKind.Known, retention, "");

    /// <summary>There is no such bucket.</summary>
    public static RetentionAnswer NotFound(string message) => new(RetentionAnswerKind.NotFound, TimeSpan.Zero, message);

    /// <summary>The store does not tell.</summary>
    public static RetentionAnswer CannotTell(string message) => new(RetentionAnswerKind.CannotTell, TimeSpan.Zero, message);

    /// <summary>The store does not answer.</summary>
    public static RetentionAnswer Unreachable(string message) => new(RetentionAnswerKind.Unreachable, TimeSpan.Zero, message);
}

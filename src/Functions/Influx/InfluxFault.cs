namespace Holdfast.Functions.Influx;

/// <summary>Why a store did not do what it was asked for.</summary>
internal enum InfluxFault
{
    /// <summary>It did.</summary>
    None = 0,

    /// <summary>It has no such thing, or no such interface: 404, 405.</summary>
    NotFound,

    /// <summary>It answered that it cannot or will not: the same question will fail again.</summary>
    Refused,

    /// <summary>No answer, or one that says nothing about the question (5xx, 408, 429): later it may work.</summary>
    Unreachable,

    /// <summary>It answered something else than what was asked for.</summary>
    Unreadable,
}

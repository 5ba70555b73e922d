namespace Holdfast.Pipeline.Sharing;

/// <summary>Why a queue did not do what it was asked for.</summary>
public enum QueueFault
{
    /// <summary>It did.</summary>
    None = 0,

    /// <summary>It did not answer, or not in time; what was asked may have been done all the same.</summary>
    Unreachable,

    /// <summary>It asks for less traffic.</summary>
    Busy,

    /// <summary>It has reached its size.</summary>
    Full,

    /// <summary>The message is larger than it takes.</summary>
    TooLarge,

    /// <summary>Another receiver holds the session.</summary>
    Locked,

    /// <summary>The lock has ended: somebody else may hold it, and have the messages.</summary>
    LockLost,

    /// <summary>There is no such queue, or no right to it: a mistake in the configuration.</summary>
    Misconfigured,
}

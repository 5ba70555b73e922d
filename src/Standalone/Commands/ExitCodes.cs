namespace Holdfast.Standalone.Commands;

/// <summary>What the process's exit code means; scripts rely on it.</summary>
public static class ExitCodes
{
    /// <summary>All was done.</summary>
    public const int Done = 0;

    /// <summary>It was done, and not all was well: a line was rejected, a dead letter failed again, there is no such letter.</summary>
    public const int NotAllWell = 1;

    /// <summary>The command line, the configuration, or a file that it names cannot be used.</summary>
    public const int Usage = 2;

    /// <summary>The running Holdfast could not be reached, or did not answer in time.</summary>
    public const int Unreachable = 3;

    /// <summary>The running Holdfast answered, but would not do it: no valid token, or an answer that was not expected.</summary>
    public const int Refused = 4;

    /// <summary>The user stopped it, as shells have it for an interrupt.</summary>
    public const int Cancelled = 130;
}

namespace Holdfast.Pipeline.Following;

/// <summary>Why the authority, or the board of its snapshots, did not do what it was asked for.</summary>
public enum LinkFault
{
    /// <summary>It did.</summary>
    None = 0,

    /// <summary>It did not answer, or not in time; what was asked may have been done all the same.</summary>
    Unreachable,

    /// <summary>It was not asked, or it refused; what was asked was not done.</summary>
    Refused,
}

namespace Holdfast.Routing.Planning;

/// <summary>Whether a target may be written to, as far as its time to live goes (I2).</summary>
public enum RetentionStatus
{
    /// <summary>Not known yet, or no longer: not written to.</summary>
    Unknown = 0,

    /// <summary>Its time to live is its tier's.</summary>
    Eligible,

    /// <summary>Its time to live is another, it does not exist, or it refuses our writes: not written to.</summary>
    Ineligible,
}

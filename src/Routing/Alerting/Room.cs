namespace Holdfast.Routing.Alerting;

/// <summary>How much of a limit is left, in steps that operators are told.</summary>
public enum Room
{
    /// <summary>At most <see cref="AlertThresholds.LogUse"/> is used.</summary>
    Ample,

    /// <summary>More than that.</summary>
    Scarce,

    /// <summary>More than <see cref="AlertThresholds.LogUseSevere"/>.</summary>
    NearlyNone,

    /// <summary>All of it: nothing more is taken.</summary>
    None,
}

namespace Holdfast.Routing.Alerting;

/// <summary>How bad it is, from the worst on. In lower case the label outside.</summary>
public enum AlertSeverity
{
    /// <summary>Somebody is to be woken.</summary>
    P1 = 0,

    /// <summary>To be looked into on the same day.</summary>
    P2,

    /// <summary>To be known, not to be acted on.</summary>
    Info,
}

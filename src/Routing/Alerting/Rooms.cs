namespace Holdfast.Routing.Alerting;

/// <summary>Tells the steps of <see cref="Room"/> apart.</summary>
public static class Rooms
{
    /// <summary>
    /// How far the use must fall below a step before there is room again: what is given back in segments would otherwise be told again and again.
    /// </summary>
    public const double Slack = 0.02;

    /// <summary>The room that is left.</summary>
    /// <param name="share">The used share of the limit; 0 to 1, or slightly beyond.</param>
    public static Room Of(double share) => share switch
    {
        >= 1 => Room.None,
        > AlertThresholds.LogUseSevere => Room.NearlyNone,
        > AlertThresholds.LogUse => Room.Scarce,
        _ => Room.Ample,
    };

    /// <summary>The room that is left after a change: less at once, more only when the use is <see cref="Slack"/> below the step.</summary>
    /// <param name="before">The room before.</param>
    /// <param name="share">The used share of the limit.</param>
    public static Room After(Room before, double share)
    {
        var now = Of(share);
        if (now >= before)
            return now;
        var cautious = Of(share + Slack);
        return cautious < before ? cautious : before;
    }
}

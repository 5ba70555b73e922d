namespace Holdfast.Standalone.Commands.Drilling;

/// <summary>One row of the result.</summary>
/// <param name="Id">Short: <c>I1</c> to <c>I7</c> as in the design, or a name of the drill's own.</param>
/// <param name="Promise">What is promised.</param>
/// <param name="Threshold">What is still kept.</param>
/// <param name="Seen">What was measured.</param>
/// <param name="Verdict">What became of it.</param>
internal sealed record DrillPromise(string Id, string Promise, string Threshold, string Seen, DrillVerdict Verdict)
{
    /// <summary>What stands in place of a measurement that there is none of.</summary>
    public const string NotMeasured = "not measured";

    /// <summary>A promise about a number that must not be above a threshold.</summary>
    /// <param name="id">The id.</param>
    /// <param name="promise">What is promised.</param>
    /// <param name="seen">What was measured; null when nothing was.</param>
    /// <param name="most">The highest value that is kept.</param>
    /// <param name="text">How a value is written.</param>
    public static DrillPromise AtMost(string id, string promise, double? seen, double most, Func<double, string> text) => new(
        id, promise, $"at most {text(most)}", seen is { } value ? text(value) : NotMeasured,
        seen is { } measured ? measured <= most ? DrillVerdict.Kept : DrillVerdict.Broken : DrillVerdict.NotMeasured);

    /// <summary>A promise that something never happens, out of so many times that it could have.</summary>
    /// <param name="id">The id.</param>
    /// <param name="promise">What is promised.</param>
    /// <param name="exceptions">How often it happened; null when that is not known.</param>
    /// <param name="occasions">How often it could have; with none of them nothing was measured.</param>
    /// <param name="noun">What was counted.</param>
    public static DrillPromise Never(string id, string promise, long? exceptions, long occasions, string noun) =>
        exceptions is not { } count || occasions == 0
            ? new(id, promise, "0", NotMeasured, DrillVerdict.NotMeasured)
            : new(id, promise, "0", $"{count} of {occasions} {noun}", count == 0 ? DrillVerdict.Kept : DrillVerdict.Broken);
}

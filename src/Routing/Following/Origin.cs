namespace Holdfast.Routing.Following;

/// <summary>
/// Who sent a message to the authority, and its how-manieth. Reports and commands of one instance about one store share one count, so that
/// whatever is delivered twice, or out of order, counts once.
/// </summary>
/// <param name="Instance">The instance's id, new with every start of a process; 1 to <see cref="InstanceMark.MaximumInstance"/> characters.</param>
/// <param name="Number">From 1 up.</param>
public sealed record Origin(string Instance, long Number)
{
    /// <summary>An origin that is not sound is corrupt; its message counts for nothing.</summary>
    internal bool IsSound() => Instance is { Length: > 0 and <= InstanceMark.MaximumInstance } && Number is > 0 and <= InstanceMark.MaximumNumber;
}

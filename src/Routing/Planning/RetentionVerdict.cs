namespace Holdfast.Routing.Planning;

/// <summary>Whether one target may be written to, and why.</summary>
/// <param name="Status">The verdict.</param>
/// <param name="Reason">Why, for people; never a secret.</param>
public sealed record RetentionVerdict(RetentionStatus Status, string Reason)
{
    /// <summary>Whether the target may be written to: what is not known to be right is not used.</summary>
    public bool IsEligible => Status == RetentionStatus.Eligible;
}

namespace Holdfast.Tests.Support.Live.Failover;

/// <summary>What the producers were promised, and so what the primary must hold in the end.</summary>
/// <param name="answers">Every request with its answer.</param>
internal sealed class AcknowledgedPoints(IReadOnlyList<LoadAnswer> answers)
{
    private readonly ILookup<int, LoadAnswer> _byPoints = answers.ToLookup(static answer => FailoverPlan.PointsOf(answer.Request));

    /// <summary>The requests whose points someone was promised, each the first of those with these points.</summary>
    public IEnumerable<int> Requests => _byPoints.Where(static group => group.Any(static answer => answer.Acknowledged)).Select(static group => group.Key);

    /// <summary>How many points that are.</summary>
    public int Count => Requests.Count() * FailoverPlan.PointsPerRequest;

    /// <summary>
    /// The values that points may have: those of the last to be acknowledged, which are several when they were under way at once, and of whatever
    /// was not acknowledged, which may have been applied at any time.
    /// </summary>
    public IReadOnlyCollection<long> Allowed(int request)
    {
        var all = _byPoints[request].ToList();
        return [.. all
            .Where(answer => !answer.Acknowledged || !all.Any(later => later.Acknowledged && later.Sent > answer.Answered))
            .Select(static answer => (long)answer.Request)];
    }
}

namespace Holdfast.Routing.Planning;

/// <summary>
/// Whether one more retry may start: retries may be a share of the requests in flight, over the whole process, so that a failing
/// store is not met with twice the load (Envoy's retry budget: 20 %, at least 3).
/// </summary>
public static class RetryBudget
{
    /// <summary>Whether a retry fits into the budget.</summary>
    /// <param name="requestsInFlight">All requests in flight, the asking one included.</param>
    /// <param name="retriesInFlight">The retries already in flight.</param>
    /// <param name="share">The share of requests that may be retries, 0 to 1.</param>
    /// <param name="minimum">The retries always allowed, however few requests there are.</param>
    public static bool Allows(long requestsInFlight, long retriesInFlight, double share, int minimum) =>
        retriesInFlight < Math.Max(minimum, (long)(requestsInFlight * share));
}

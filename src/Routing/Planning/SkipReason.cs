namespace Holdfast.Routing.Planning;

/// <summary>Why a target is not written to, or why its write did not count. <see cref="SkipReasons.Text"/> is the outside form.</summary>
public enum SkipReason
{
    /// <summary>It was not skipped.</summary>
    None = 0,

    /// <summary>Its time to live is not known to be the tier's, or it is misconfigured.</summary>
    Ineligible,

    /// <summary>Its store's breaker is open.</summary>
    BreakerOpen,

    /// <summary>Its store is recovering and this request is not one of its probes.</summary>
    NotProbed,

    /// <summary>Its store asked to be left alone until later.</summary>
    Throttled,

    /// <summary>It was tried and failed: refused, reset, 5xx.</summary>
    Failed,

    /// <summary>It was tried and did not answer in time.</summary>
    TimedOut,

    /// <summary>Too much already waits for it; the request went on without being sent there.</summary>
    Busy,

    /// <summary>The request's time was used up before its turn came.</summary>
    OutOfTime,
}

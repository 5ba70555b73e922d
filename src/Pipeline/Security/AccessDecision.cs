namespace Holdfast.Pipeline.Security;

/// <summary>What <see cref="TokenGate"/> decided about one request.</summary>
public enum AccessDecision
{
    /// <summary>Go on.</summary>
    Allowed = 0,

    /// <summary>No token was presented, or none that is known; or none is configured, and the request did not come over loopback. 401.</summary>
    Unauthenticated,

    /// <summary>The token is known, but not for this bucket. 403.</summary>
    WrongBucket,

    /// <summary>The token is a writer's, and the route an operator's. 403.</summary>
    WrongRole,

    /// <summary>A page of another site had a browser send the request. 403.</summary>
    ForeignPage,
}

using Microsoft.AspNetCore.Http;

namespace Holdfast.Pipeline.Security;

/// <summary>How a decision is answered. No answer tells whether a token exists that would have been allowed.</summary>
public static class AccessDecisions
{
    /// <summary>The status: 200 stands for 'go on'.</summary>
    public static int StatusCode(this AccessDecision decision) => decision switch
    {
        AccessDecision.Allowed => StatusCodes.Status200OK,
        AccessDecision.Unauthenticated => StatusCodes.Status401Unauthorized,
        _ => StatusCodes.Status403Forbidden,
    };

    /// <summary>The stable code for the answer's body, such as <c>unauthorized</c>, in the words of InfluxDB where it has them.</summary>
    public static string Code(this AccessDecision decision) => decision switch
    {
        AccessDecision.Allowed => "ok",
        AccessDecision.Unauthenticated => "unauthorized",
        _ => "forbidden",
    };

    /// <summary>A sentence for a person.</summary>
    public static string Message(this AccessDecision decision) => decision switch
    {
        AccessDecision.Allowed => "allowed",
        AccessDecision.Unauthenticated => "a valid token is needed: send 'Authorization: Token …', Bearer or Basic, or p=… in the query",
        AccessDecision.WrongBucket => "this token may not write to this bucket",
        AccessDecision.WrongRole => "this route needs an operator's token",
        _ => "the request comes from a page of another site, or addresses this machine by a name that is not its own",
    };
}

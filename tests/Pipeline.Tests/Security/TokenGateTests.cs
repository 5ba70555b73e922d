using System.Net;
using System.Text;
using Holdfast.Pipeline.Configuration;
using Holdfast.Pipeline.Security;
using Microsoft.AspNetCore.Http;

namespace Holdfast.Pipeline.Tests.Security;

public sealed class TokenGateTests
{
    private static readonly TokenGate Guarded = new(
    [
        new("writer-of-hot", TokenRole.Writer, ["hot"]),
        new("writer-of-all", TokenRole.Writer, []),
        new("operator-of-cold", TokenRole.Operator, ["cold"]),
        new("operator-of-all", TokenRole.Operator, []),
    ]);

    private static readonly TokenGate Open = new([]);

    [Theory]
    [InlineData("writer-of-hot", AccessDecision.Allowed, AccessDecision.WrongBucket, AccessDecision.WrongRole)]
    [InlineData("writer-of-all", AccessDecision.Allowed, AccessDecision.Allowed, AccessDecision.WrongRole)]
    [InlineData("operator-of-cold", AccessDecision.WrongBucket, AccessDecision.Allowed, AccessDecision.Allowed)]
    [InlineData("operator-of-all", AccessDecision.Allowed, AccessDecision.Allowed, AccessDecision.Allowed)]
    public void Decide_KnownToken_FollowsItsRoleAndBuckets(string token, AccessDecision hot, AccessDecision cold, AccessDecision operate)
    {
        var request = Request(authorization: $"Token {token}");

        Assert.Equal(hot, Guarded.Write(request, "hot"));
        Assert.Equal(cold, Guarded.Write(request, "cold"));
        Assert.Equal(operate, Guarded.Operate(request));
        Assert.Equal(AccessDecision.Allowed, Guarded.ReadMetrics(request));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("Token")]
    [InlineData("Token ")]
    [InlineData("Token writer-of-ho")]
    [InlineData("Token writer-of-hott")]
    [InlineData("Token WRITER-OF-HOT")]
    [InlineData("writer-of-hot")]
    [InlineData("Digest writer-of-hot")]
    [InlineData("Basic !!!")]
    [InlineData("Basic d3JpdGVyLW9mLWhvdA==")]
    public void Decide_NoOrUnknownToken_IsUnauthenticatedEverywhere(string? authorization)
    {
        var request = Request(authorization);

        Assert.Equal(AccessDecision.Unauthenticated, Guarded.Write(request, "hot"));
        Assert.Equal(AccessDecision.Unauthenticated, Guarded.ReadMetrics(request));
        Assert.Equal(AccessDecision.Unauthenticated, Guarded.Operate(request));
    }

    [Fact]
    public void Decide_GuardedOverLoopback_StillNeedsTheToken() =>
        Assert.Equal(AccessDecision.Unauthenticated, Guarded.Operate(Request(local: IPAddress.Loopback)));

    [Fact]
    public void Decide_BucketNames_AreCaseSensitive() =>
        Assert.Equal(AccessDecision.WrongBucket, Guarded.Write(Request("Token writer-of-hot"), "HOT"));

    [Theory]
    [InlineData("127.0.0.1", true)]
    [InlineData("127.1.2.3", true)]
    [InlineData("::1", true)]
    [InlineData("::ffff:127.0.0.1", true)]
    [InlineData("10.0.0.1", false)]
    [InlineData("0.0.0.0", false)]
    [InlineData("::", false)]
    [InlineData("::ffff:10.0.0.1", false)]
    public void Decide_OpenGate_AllowsLoopbackOnly(string local, bool allowed)
    {
        var request = Request(local: IPAddress.Parse(local));
        var expected = allowed ? AccessDecision.Allowed : AccessDecision.Unauthenticated;

        Assert.Equal(expected, Open.Write(request, "hot"));
        Assert.Equal(expected, Open.ReadMetrics(request));
        Assert.Equal(expected, Open.Operate(request));
    }

    [Theory]
    [InlineData(false, AccessDecision.Unauthenticated)]
    [InlineData(true, AccessDecision.Allowed)]
    public void Decide_OpenGateWithoutLocalAddress_FollowsTheSetting(bool unknownIsLocal, AccessDecision expected)
    {
        var gate = new TokenGate([], unknownIsLocal);

        Assert.Equal(expected, gate.Operate(Request()));
        Assert.Equal(expected, gate.Write(Request(), "hot"));
    }

    [Theory]
    [InlineData("http://localhost:7071", "localhost:7071", AccessDecision.Allowed, AccessDecision.Allowed)]
    [InlineData("http://127.0.0.1:9999", "[::1]:7071", AccessDecision.Allowed, AccessDecision.Allowed)]
    [InlineData(null, "127.0.0.1:7071", AccessDecision.Allowed, AccessDecision.Allowed)]
    [InlineData(null, "my-machine:7071", AccessDecision.Allowed, AccessDecision.ForeignPage)]
    [InlineData(null, "evil.example", AccessDecision.Allowed, AccessDecision.ForeignPage)]
    [InlineData("https://evil.example", "localhost:7071", AccessDecision.ForeignPage, AccessDecision.ForeignPage)]
    [InlineData("http://localhost.evil.example", "localhost:7071", AccessDecision.ForeignPage, AccessDecision.ForeignPage)]
    [InlineData("null", "localhost:7071", AccessDecision.ForeignPage, AccessDecision.ForeignPage)]
    [InlineData("", "localhost:7071", AccessDecision.ForeignPage, AccessDecision.ForeignPage)]
    public void Decide_OpenGate_TurnsForeignPagesAway(string? origin, string host, AccessDecision write, AccessDecision operate)
    {
        var request = Request(local: IPAddress.Loopback, origin: origin, host: host);

        Assert.Equal(write, Open.Write(request, "hot"));
        Assert.Equal(operate, Open.Operate(request));
        Assert.Equal(AccessDecision.Allowed, Open.ReadMetrics(request));
    }

    [Theory]
    [InlineData(null, AccessDecision.Allowed)]
    [InlineData("http://holdfast.example:7071", AccessDecision.Allowed)]
    [InlineData("http://HOLDFAST.example:7071", AccessDecision.Allowed)]
    [InlineData("http://holdfast.example:7072", AccessDecision.ForeignPage)]
    [InlineData("https://evil.example", AccessDecision.ForeignPage)]
    [InlineData("null", AccessDecision.ForeignPage)]
    public void Operate_BasicCredentialsFromAnotherSite_AreRefused(string? origin, AccessDecision expected)
    {
        var basic = Request(Basic("x", "operator-of-all"), origin: origin, host: "holdfast.example:7071");
        var token = Request("Token operator-of-all", origin: origin, host: "holdfast.example:7071");

        Assert.Equal(expected, Guarded.Operate(basic));
        Assert.Equal(AccessDecision.Allowed, Guarded.Operate(token));
    }

    [Theory]
    [InlineData(AccessDecision.Allowed, 200, "ok")]
    [InlineData(AccessDecision.Unauthenticated, 401, "unauthorized")]
    [InlineData(AccessDecision.WrongBucket, 403, "forbidden")]
    [InlineData(AccessDecision.WrongRole, 403, "forbidden")]
    [InlineData(AccessDecision.ForeignPage, 403, "forbidden")]
    public void StatusCode_EachDecision_IsAnsweredSo(AccessDecision decision, int status, string code)
    {
        Assert.Equal((status, code), (decision.StatusCode(), decision.Code()));
        Assert.NotEmpty(decision.Message());
    }

    [Fact]
    public void Decide_TwoTokensThatAreAlike_AreToldApart()
    {
        var gate = new TokenGate([new("aaaaaaaa", TokenRole.Writer, []), new("aaaaaaab", TokenRole.Operator, [])]);

        Assert.Equal(AccessDecision.WrongRole, gate.Operate(Request("Token aaaaaaaa")));
        Assert.Equal(AccessDecision.Allowed, gate.Operate(Request("Token aaaaaaab")));
    }

    [Fact]
    public void ToString_Presented_ShowsNoSecret() =>
        Assert.DoesNotContain("operator-of-all", PresentedToken.Find(Request("Token operator-of-all")).ToString(), StringComparison.Ordinal);

    internal static string Basic(string user, string password) =>
        "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes($"{user}:{password}"));

    internal static HttpRequest Request(
        string? authorization = null, IPAddress? local = null, string? origin = null, string host = "localhost:7071", string query = "")
    {
        var context = new DefaultHttpContext();
        context.Connection.LocalIpAddress = local;
        context.Request.Method = "POST";
        context.Request.Scheme = "http";
        context.Request.Host = new HostString(host);
        context.Request.QueryString = new QueryString(query);
        if (authorization is not null)
            context.Request.Headers.Authorization = authorization;
        if (origin is not null)
            context.Request.Headers.Origin = origin;
        return context.Request;
    }
}

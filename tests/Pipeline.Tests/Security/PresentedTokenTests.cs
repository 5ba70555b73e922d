using FsCheck;
using FsCheck.Fluent;
using Holdfast.Pipeline.Security;
using Microsoft.Extensions.Primitives;

namespace Holdfast.Pipeline.Tests.Security;

public sealed class PresentedTokenTests
{
    [Theory]
    [InlineData("Token abc", "abc", false)]
    [InlineData("token abc", "abc", false)]
    [InlineData("Bearer abc", "abc", false)]
    [InlineData("BEARER   abc ", "abc", false)]
    [InlineData("Token user:password", "user:password", false)]
    [InlineData("Digest abc", "", false)]
    [InlineData("Token", "", false)]
    [InlineData("", "", false)]
    public void Find_Scheme_GivesTheToken(string header, string token, bool ambient) =>
        Assert.Equal(new PresentedToken(token, ambient), PresentedToken.Find(TokenGateTests.Request(header)));

    [Theory]
    [InlineData("user", "secret", "secret")]
    [InlineData("", "secret", "secret")]
    [InlineData("secret", "", "secret")]
    [InlineData("user", "with:colon", "with:colon")]
    [InlineData("", "", "")]
    [InlineData("user", "größe", "größe")]
    public void Find_Basic_GivesThePasswordOrElseTheUser(string user, string password, string token) =>
        Assert.Equal(new PresentedToken(token, Ambient: true), PresentedToken.Find(TokenGateTests.Request(TokenGateTests.Basic(user, password))));

    [Theory]
    [InlineData("?u=x&p=abc", "abc")]
    [InlineData("?p=a%20b", "a b")]
    [InlineData("?u=abc", "")]
    [InlineData("?p=", "")]
    [InlineData("?p=a&p=b", "")]
    public void Find_Query_GivesThePassword(string query, string token) =>
        Assert.Equal(new PresentedToken(token, Ambient: false), PresentedToken.Find(TokenGateTests.Request(query: query)));

    [Fact]
    public void Find_HeaderAndQuery_PrefersTheHeader() =>
        Assert.Equal("header", PresentedToken.Find(TokenGateTests.Request("Token header", query: "?p=query")).Token);

    [Fact]
    public void Find_TwoHeaders_GivesNone()
    {
        var request = TokenGateTests.Request();
        request.Headers.Authorization = new StringValues(["Token a", "Token b"]);

        Assert.Equal(new PresentedToken("", Ambient: false), PresentedToken.Find(request));
    }

    [Fact]
    public void Find_LongestHeader_IsLookedAtAndOneMoreIsNot()
    {
        var longest = new string('x', PresentedToken.MaxLength - "Token ".Length);

        Assert.Equal(longest, PresentedToken.Find(TokenGateTests.Request("Token " + longest)).Token);
        Assert.Equal("", PresentedToken.Find(TokenGateTests.Request("Token " + longest + "x")).Token);
    }

    [Fact]
    public void Find_AnyHeader_NeverThrows() => Check.One(Config.QuickThrowOnFailure.WithMaxTest(500), Prop.ForAll(
        Gen.OneOf(
            ArbMap.Default.GeneratorFor<string>().Select(static text => text ?? ""),
            ArbMap.Default.GeneratorFor<byte[]>().Select(static bytes => "Basic " + Convert.ToBase64String(bytes)),
            ArbMap.Default.GeneratorFor<string>().Select(static text => "Basic " + text),
            ArbMap.Default.GeneratorFor<string>().Select(static text => "Token " + text)).ToArbitrary(),
        static header =>
        {
            var gate = new TokenGate([new("12345678", Pipeline.Configuration.TokenRole.Operator, [])]);
            return gate.Operate(TokenGateTests.Request(header)) is AccessDecision.Unauthenticated;
        }));
}

using System.Buffers.Text;
using System.Text;
using Holdfast.Functions.Redis;

namespace Holdfast.Functions.Tests.Redis;

public sealed class TokenClaimsTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 20, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("""{"aud":"https://redis.azure.com","oid":"0f8fad5b-d9cb-469f-a165-70867728950e"}""", "0f8fad5b-d9cb-469f-a165-70867728950e")]
    [InlineData("""{"aud":"x"}""", null)]
    [InlineData("""{"oid":""}""", null)]
    [InlineData("""{"oid":7}""", null)]
    [InlineData("""["oid"]""", null)]
    [InlineData("not json", null)]
    public void ObjectId_Claims_AreRead(string claims, string? id) =>
        Assert.Equal(id, TokenClaims.ObjectId($"e30.{Base64Url.EncodeToString(Encoding.UTF8.GetBytes(claims))}.signature"));

    [Theory]
    [InlineData("")]
    [InlineData("opaque")]
    [InlineData("a.b")]
    [InlineData("a.***.c")]
    public void ObjectId_NoToken_IsNone(string token) => Assert.Null(TokenClaims.ObjectId(token));

    [Theory]
    [InlineData(1440, 1080)]
    [InlineData(60, 45)]
    [InlineData(10, 7)]
    [InlineData(2, -1)]
    public void RenewAt_Life_IsLongBeforeItsEnd(int life, int renewal) =>
        Assert.Equal(Now.AddMinutes(renewal), TokenClaims.RenewAt(Now, Now.AddMinutes(life)));
}

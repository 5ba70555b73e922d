using FsCheck;
using FsCheck.Fluent;
using Holdfast.Pipeline.Security;

namespace Holdfast.Pipeline.Tests.Security;

public sealed class LoopbackRuleTests
{
    [Theory]
    [InlineData("http://localhost:7071")]
    [InlineData("http://LOCALHOST")]
    [InlineData("https://localhost:7071/base")]
    [InlineData("http://127.0.0.1:7071")]
    [InlineData("http://127.9.9.9:0")]
    [InlineData("http://[::1]:7071")]
    [InlineData("http://[::ffff:127.0.0.1]:7071")]
    [InlineData("http://unix:/run/holdfast.sock")]
    public void Check_LoopbackWithoutToken_GoesOn(string url) => Assert.Empty(LoopbackRule.Check(hasTokens: false, [url]));

    [Theory]
    [InlineData("http://0.0.0.0:7071")]
    [InlineData("http://*:7071")]
    [InlineData("http://+:7071")]
    [InlineData("http://+")]
    [InlineData("http://[::]:7071")]
    [InlineData("http://10.0.0.1:7071")]
    [InlineData("http://my-machine:7071")]
    [InlineData("http://localhost.example.org:7071")]
    [InlineData("http://localhost.:7071")]
    [InlineData("http://[::ffff:10.0.0.1]:7071")]
    public void Check_OpenAddressWithoutToken_IsRefused(string url) => Assert.Equal(
        [$"urls: '{url}' is open to other machines, and no token is configured. Configure Holdfast:Auth:Tokens, or listen on http://localhost or a loopback address only."],
        LoopbackRule.Check(hasTokens: false, [url]).Select(static error => error.ToString()).ToArray());

    [Theory]
    [InlineData("")]
    [InlineData("7071")]
    [InlineData("localhost:7071")]
    [InlineData("http://unix:/")]
    public void Check_NoAddress_IsRefused(string url) => Assert.Equal(
        [$"urls: '{url}' is not an address to listen on, such as http://localhost:7071. Configure Holdfast:Auth:Tokens, or listen on http://localhost or a loopback address only."],
        LoopbackRule.Check(hasTokens: false, [url]).Select(static error => error.ToString()).ToArray());

    [Fact]
    public void Check_SeveralAddresses_ReportsEachThatIsOpen() =>
        Assert.Equal(2, LoopbackRule.Check(hasTokens: false, ["http://*:1", "http://localhost:2", "http://10.0.0.1:3"]).Length);

    [Fact]
    public void Check_WithTokens_AllowsEveryAddress() => Assert.Empty(LoopbackRule.Check(hasTokens: true, ["http://*:7071", "http://0.0.0.0"]));

    [Fact]
    public void Check_AnyText_NeverThrows() => Check.One(Config.QuickThrowOnFailure.WithMaxTest(500), Prop.ForAll(
        Gen.OneOf(
            ArbMap.Default.GeneratorFor<string>().Select(static text => text ?? ""),
            ArbMap.Default.GeneratorFor<string>().Select(static text => "http://" + text),
            ArbMap.Default.GeneratorFor<string>().Select(static text => "http://unix:" + text),
            ArbMap.Default.GeneratorFor<string>().Select(static text => "http://pipe:" + text)).ToArbitrary(),
        static url => LoopbackRule.Check(hasTokens: false, [url]).Length <= 1));
}

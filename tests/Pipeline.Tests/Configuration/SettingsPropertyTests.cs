using FsCheck;
using FsCheck.Fluent;
using Holdfast.Pipeline.Configuration;
using Microsoft.Extensions.Configuration;

namespace Holdfast.Pipeline.Tests.Configuration;

public sealed class SettingsPropertyTests
{
    private const string Secret = "Zx9Secret7Qw";

    private static readonly string[] Words =
    [
        "Holdfast", "Stores", "Tiers", "Delivery", "Breaker", "Data", "Limits", "Auth", "Tokens", "Token", "Role", "Buckets", "Contracts", "primary", "replica",
        "hot", "Url", "Api", "Bucket", "Retention", "Targets", "Store", "Timeout", "TryTimeout", "ErrorRate", "Path", "MaxBytes", "FailurePatterns", "Embedded",
        "0", "1", "2", "00", "-1", "", " ", "ß", "Retires", "a.b", "TOKENS", "stores",
    ];

    private static readonly string[] Values =
    [
        "", " ", "0", "-1", "1", "1e308", "1e999", "NaN", "-9223372036854775808", "9223372036854775808", "true", "V1", "V2", "Writer", "Failover", "7d", "-7d",
        "10675199.02:48:05.4775807", "10675200.00:00:00", "-10675199.02:48:05.4775808", "1.1.1s", "9999999999999999d", "....s", "d", "http://127.0.0.1:8086",
        "http://[::1", "http://", "x://?", "localhost:8086", "urn:x", "file:///etc/passwd", "primary", "hot", "\0", "\ud800", "a/b", "/", "a\nb",
    ];

    private static readonly Gen<string> Keys = Gen.OneOf(
        Gen.Elements(Words).ListOf(4).Select(static words => "Holdfast:" + string.Join(':', words)),
        Gen.Elements(Words).ListOf(2).Select(static words => "Holdfast:" + string.Join(':', words)),
        Gen.Elements(Words).ListOf(3).Select(static words => string.Join(':', words)),
        Gen.Elements(ConfigurationFacts.Valid().Keys.ToArray()));

    private static readonly Gen<string> Texts = Gen.OneOf(Gen.Elements(Values), ArbMap.Default.GeneratorFor<string>().Select(static text => text ?? ""));

    [Fact]
    public void Read_AnyKeysAndValues_NeverThrowsAndGivesSettingsOrErrors()
    {
        var pairs = Keys.SelectMany(static _ => Texts, static (key, value) => (key, value)).ListOf();
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(500), Prop.ForAll(pairs.ToArbitrary(), static changes =>
        {
            var all = ConfigurationFacts.Valid();
            foreach (var (key, value) in changes)
                all[key] = value;
            var result = SettingsReader.Read(new ConfigurationBuilder().AddInMemoryCollection(all).Build());
            return result.Succeeded == result.Errors.IsEmpty
                && result.Errors.All(static error => error is { Path.Length: > 0, Problem.Length: > 0, Mend.Length: > 0 })
                && result.Errors.Select(static error => error.Path.ToUpperInvariant()).Distinct(StringComparer.Ordinal).Count() == result.Errors.Length;
        }));
    }

    [Theory]
    [InlineData("Stores:primary:Token")]
    [InlineData("Stores:primary:Password")]
    [InlineData("Stores:primary:Tokn")]
    [InlineData("Stores:primary:Secret:Deep")]
    [InlineData("Stores:replica:Password")]
    [InlineData("Auth")]
    [InlineData("Auth:Tokens")]
    [InlineData("Auth:Tokens:0")]
    [InlineData("Auth:Tokens:0:Token")]
    [InlineData("Auth:Tokens:0:Tokn")]
    [InlineData("Auth:Tokens:0:Token:x")]
    [InlineData("Auth:Tokens:7:Token")]
    [InlineData("Auth:Token")]
    public void Read_SecretAnywhere_IsNeverShown(string key)
    {
        foreach (var value in new[] { Secret, Secret + "\n", Secret + " ", new string('x', 600) + Secret })
            Assert.DoesNotContain(ConfigurationFacts.Errors(($"Holdfast:{key}", value)), static error => error.Contains(Secret, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("http://me:" + Secret + "@host:8086")]
    [InlineData("ftp://me:" + Secret + "@host:8086")]
    [InlineData("me:" + Secret + "@host:8086")]
    [InlineData("http://host:8086?token=" + Secret)]
    [InlineData("http://host:8086#" + Secret)]
    [InlineData("//me:" + Secret + "@host:8086")]
    [InlineData("http://me:" + Secret + "@[bad")]
    public void Read_SecretInsideAnAddress_IsNeverShown(string url)
    {
        var error = Assert.Single(ConfigurationFacts.Errors(("Holdfast:Stores:primary:Url", url)));

        Assert.DoesNotContain(Secret, error, StringComparison.Ordinal);
    }
}

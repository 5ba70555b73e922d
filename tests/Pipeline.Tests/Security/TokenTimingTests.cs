using System.Diagnostics;
using Holdfast.Pipeline.Configuration;
using Holdfast.Pipeline.Security;
using Holdfast.Tests.Design;
using Microsoft.AspNetCore.Http;

namespace Holdfast.Pipeline.Tests.Security;

/// <summary>The time of an answer tells nothing about the tokens: neither how much of one is right nor where it stands.</summary>
public sealed class TokenTimingTests
{
    private const int Samples = 301;
    private const int Calls = 20;

    private static readonly TokenSettings[] Tokens =
        [.. Enumerable.Range(0, TokensReaderLimit).Select(static number => new TokenSettings($"{number:D6}{new string('t', 58)}", TokenRole.Writer, []))];

    private const int TokensReaderLimit = 1000;

    /// <summary>
    /// As many tokens as there may be, so that an early exit would show as a factor of hundreds and not as nanoseconds; the samples of all
    /// requests are taken in turns, so that whatever else the machine does falls on all of them.
    /// </summary>
    [Fact]
    public void Identify_AnyToken_TakesTheSameTime()
    {
        // What others do to the processor may fall on one of them all the same, but not every time; an early exit does.
        const int most = 3;
        var seen = Enumerable.Range(0, most).Select(static _ => Medians()).TakeWhile(static medians => medians.Max() >= 2 * medians.Min()).ToList();
        Assert.True(seen.Count < most, string.Join("; ", seen.Select(static medians => $"medians {string.Join(", ", medians)}")));
    }

    private static long[] Medians()
    {
        var gate = new TokenGate(Tokens);
        HttpRequest[] requests =
        [
            Request(Tokens[0].Token), Request(Tokens[^1].Token), Request(Tokens[^1].Token[..^1] + "x"), Request("x" + Tokens[^1].Token[1..]), Request(new string('x', 64)),
        ];
        var samples = requests.Select(static _ => new List<long>()).ToArray();
        for (var sample = 0; sample < Samples; sample++)
        {
            for (var which = 0; which < requests.Length; which++)
            {
                var started = Stopwatch.GetTimestamp();
                for (var call = 0; call < Calls; call++)
                    gate.ReadMetrics(requests[which]);
                samples[which].Add(Stopwatch.GetTimestamp() - started);
            }
        }

        return [.. samples.Select(static taken => taken.Order().ElementAt(Samples / 2))];
    }

    /// <summary>What a median cannot see: no comparison of a token but the one whose time does not depend on what it compares.</summary>
    [Fact]
    public void Identify_Source_ComparesDigestsInConstantTimeAndNeverStopsEarly()
    {
        var source = Repository.Sources("src", "Pipeline", "Security").Single(static file => file.Path.EndsWith("/TokenGate.cs", StringComparison.Ordinal)).Text;
        var identify = source[source.IndexOf("private TokenSettings? Identify", StringComparison.Ordinal)..];
        var loop = identify[identify.IndexOf("foreach", StringComparison.Ordinal)..];
        Assert.Contains("SHA256.HashData(text[..length], digest)", identify, StringComparison.Ordinal);
        Assert.Contains("CryptographicOperations.FixedTimeEquals(candidate, digest)", loop, StringComparison.Ordinal);
        Assert.Equal(1, loop.Split("return").Length - 1);
        foreach (var early in new[] { "break", "==", "Equals(presented", "SequenceEqual", "yield", "goto" })
            Assert.DoesNotContain(early, loop, StringComparison.Ordinal);
    }

    private static HttpRequest Request(string token)
    {
        var context = new DefaultHttpContext();
        context.Request.Headers.Authorization = $"Token {token}";
        return context.Request;
    }
}

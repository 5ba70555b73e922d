using System.Text;
using Holdfast.Tests.Support;
using Holdfast.Tests.Support.Live;
using Xunit.Abstractions;

namespace Holdfast.Standalone.Tests.Live;

/// <summary>A real InfluxDB that asks for a user: a wrong password costs the target, not the batch, and the password stands nowhere.</summary>
[Collection(LiveCollection.Name)]
public sealed class CredentialsLiveTests(ITestOutputHelper output)
{
    private const int Points = 10;
    private const string Secret = "correct-horse-battery-staple";
    private const string Other = "somebody-changed-it";

    private static readonly long Now = InfluxPair.Recent();

    [SkippableTheory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Write_PasswordIsWrong_TargetIsMisconfiguredUntilItIsRightAndTheSecretIsToldNobody(bool atStart)
    {
        await using var primary = await InfluxProcess.StartAsync(http: "auth-enabled = true");
        await primary.QueryAsync("CREATE USER \"root\" WITH PASSWORD 'root' WITH ALL PRIVILEGES");
        primary.Asker = ("root", "root");
        await InfluxPair.PrepareAsync(primary, "365d");
        await primary.QueryAsync($"CREATE USER \"holdfast\" WITH PASSWORD '{(atStart ? Other : Secret)}'");
        await primary.QueryAsync($"GRANT ALL ON \"{InfluxPair.Database}\" TO \"holdfast\"");
        await using var replica = await InfluxProcess.StartAsync();
        await InfluxPair.PrepareAsync(replica, "365d");

        var console = Console.Out;
        using var log = new StringWriter();
        Console.SetOut(TextWriter.Synchronized(log));
        try
        {
            await using var holdfast = await LiveHoldfast.StartAsync(everythingLogged: true, Keys(primary, replica));
            Console.SetOut(console);
            var sent = 0;
            if (!atStart)
            {
                await WriteAsync(holdfast, 0, "primary");
                sent = Points;
                await primary.QueryAsync($"SET PASSWORD FOR \"holdfast\" = '{Other}'");
            }

            await WriteAsync(holdfast, sent, "secondary");
            var target = await holdfast.TargetAsync("primary", "hot");
            Assert.False(target.GetProperty("eligible").GetBoolean());
            Assert.Contains("authorization failed", target.GetProperty("reason").GetString(), StringComparison.Ordinal);
            Assert.Equal(Points, await holdfast.OwedAsync("primary"));
            Assert.Empty((await holdfast.StoreAsync("primary")).GetProperty("transitions").EnumerateArray());
            Assert.Equal(0, (await holdfast.ReadAsync("/ops/deadletters")).GetProperty("total").GetInt64());
            var pages = await PagesAsync(holdfast);

            await primary.QueryAsync($"SET PASSWORD FOR \"holdfast\" = '{Secret}'");
            var recovery = await holdfast.UntilRecoveredAsync("primary");
            await holdfast.UntilEligibleAsync("primary", "hot", eligible: true);
            await WriteAsync(holdfast, sent + Points, "primary");

            string[] expected = [.. Enumerable.Range(0, sent + (2 * Points)).Select(static point => $"host=a {Now + point} {point}").Order(StringComparer.Ordinal)];
            var held = await InfluxPair.PointsAsync(primary, "hot", "m");
            Assert.Equal(expected, held);
            AssertSilent("a page", pages + await PagesAsync(holdfast));
            foreach (var file in Directory.EnumerateFiles(holdfast.Folder, "*", SearchOption.AllDirectories).Where(static file => !file.EndsWith(".lock", StringComparison.Ordinal)))
                AssertSilent(file, await ReadAsync(file));
            output.WriteLine($"{new PartnerReport
            {
                Partner = $"InfluxDB 1.6.7, password wrong {(atStart ? "at start" : "while running")}",
                Sent = expected.Length,
                Faults = "401 authorization failed",
                Acknowledged = expected.Length,
                Lost = expected.Except(held).Count(),
                Recovery = recovery,
            }}");
        }
        finally
        {
            Console.SetOut(console);
        }

        // The server's console is written to its end by now.
        Assert.Matches("primary/telemetry/hot does not serve tier hot: .*authorization failed", log.ToString());
        AssertSilent("the log", log.ToString());
    }

    private static IEnumerable<string> Keys(InfluxProcess primary, InfluxProcess replica) =>
    [
        .. LiveHoldfast.Store("primary", primary.Url, "V1"),
        .. LiveHoldfast.Store("replica", replica.Url, "V1"),
        "Stores:primary:Username=holdfast",
        $"Stores:primary:Password={Secret}",
        .. LiveHoldfast.Tier("hot", "telemetry/hot", "7d", "primary=telemetry/hot", "replica=telemetry/hot"),
        .. LiveHoldfast.Patient,
    ];

    private static async Task WriteAsync(LiveHoldfast holdfast, int first, string route)
    {
        for (var point = first; point < first + Points; point++)
        {
            var answer = await holdfast.WriteV2Async("telemetry/hot", $"m,host=a v={point} {Now + point}");
            Assert.Equal((204, route), (answer.Status, answer.Route));
        }
    }

    private static async Task<string> PagesAsync(LiveHoldfast holdfast)
    {
        var text = new StringBuilder();
        foreach (var path in (string[])["/", "/health", "/ready", "/metrics", "/ops/stores", "/ops/recoveries", "/ops/deferred", "/ops/deadletters", "/ops/reconciliations"])
        {
            using var answer = await holdfast.Http.GetAsync(new Uri(path, UriKind.Relative));
            text.Append(await answer.Content.ReadAsStringAsync());
        }

        return text.ToString();
    }

    /// <summary>A file's bytes as text; nothing for one that has been replaced or given up meanwhile.</summary>
    private static async Task<string> ReadAsync(string file)
    {
        try
        {
            await using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            using var reader = new StreamReader(stream, Encoding.Latin1);
            return await reader.ReadToEndAsync();
        }
        catch (FileNotFoundException)
        {
            return "";
        }
    }

    private static void AssertSilent(string where, string text)
    {
        foreach (var secret in (string[])[Secret, Other, Convert.ToBase64String(Encoding.UTF8.GetBytes($"holdfast:{Secret}"))])
            Assert.False(text.Contains(secret, StringComparison.Ordinal), $"{where} has a secret in it");
    }
}

using Holdfast.Tests.Support;
using Holdfast.Tests.Support.Live;
using Xunit.Abstractions;

namespace Holdfast.Standalone.Tests.Live;

/// <summary>
/// A real VictoriaMetrics is killed while writes flow, and has then forgotten what it acknowledged in its last seconds. Holdfast, with the
/// rewind as it is delivered, writes that again.
/// </summary>
[Collection(LiveCollection.Name)]
public sealed class VictoriaKillLiveTests(ITestOutputHelper output)
{
    private const int Rate = 100;
    private const int Hosts = 5;

    private static readonly TimeSpan Load = TimeSpan.FromSeconds(9);
    private static readonly TimeSpan KillAt = TimeSpan.FromSeconds(6);
    private static readonly TimeSpan RestartAt = TimeSpan.FromSeconds(7);

    /// <summary>Beside it the same without the rewind, which shows that there was something to make whole.</summary>
    [SkippableFact]
    public Task Write_PrimaryKilledUnderLoad_IsWholeAgainByTheRewindAlone() => Task.WhenAll(RunAsync(rewinds: true), RunAsync(rewinds: false));

    private async Task RunAsync(bool rewinds)
    {
        await using var primary = await VictoriaProcess.StartAsync();
        await using var replica = await VictoriaProcess.StartAsync();

        // Isolated for far longer than the restart takes, so that what the store has forgotten can be read before anybody writes it again.
        await using var holdfast = await VictoriaStore.StartAsync(primary, replica, ["Breaker:Isolation=00:00:15", .. rewinds ? Array.Empty<string>() : ["Recovery:RewindAge=0"]]);
        await holdfast.WriteV2Async(VictoriaStore.Bucket, "warm,host=a v=1");
        var start = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds();
        var load = new SteadyLoad(holdfast, $"/api/v2/write?bucket={VictoriaStore.Bucket}&precision=ms", Rate, request => Body(request, start));

        var sending = load.RunAsync(Load);
        await Task.Delay(KillAt);
        await primary.KillAsync();
        await Task.Delay(RestartAt - KillAt);
        await primary.StartAsync();
        var forgotten = await VictoriaStore.ReadAsync(primary, "load_v");
        Assert.Equal("open", (await holdfast.StoreAsync("primary")).GetProperty("mode").GetString());
        var recovery = await holdfast.UntilRecoveredAsync("primary");
        var answers = await sending;
        await holdfast.UntilDrainedAsync("primary");
        await holdfast.UntilAsync("the recovery has done everything", async () => await PhaseAsync(holdfast) is "soaking" or "done");

        var acknowledged = Enumerable.Range(0, answers.Count).Where(request => answers[request].Status is >= 200 and < 300).ToList();
        var inPrimaryBefore = acknowledged.Where(request => answers[request].Route == "primary" && request < (int)(KillAt.TotalSeconds * Rate) - Rate).ToList();
        var byTheStore = Missing(forgotten, inPrimaryBefore, start);
        var held = await VictoriaStore.ReadAsync(primary, "load_v");
        var lost = Missing(held, acknowledged, start);

        output.WriteLine($"{new PartnerReport
        {
            Partner = $"VictoriaMetrics 1.79.5 {(rewinds ? "killed under load" : "killed under load, without the rewind")}",
            Sent = (long)answers.Count * Hosts,
            Faults = "kill -9, restarted",
            Acknowledged = (long)acknowledged.Count * Hosts,
            Lost = lost,
            Recovery = recovery,
            Remark = $"{byTheStore} acknowledged points forgotten by the store itself",
        }}");
        Assert.Equal(answers.Count, acknowledged.Count);

        // That there was something to lose: what the store had acknowledged a second before its end and longer ago, and did not have after it.
        Assert.True(byTheStore > 0);
        if (rewinds)
            Assert.Equal(0, lost);
        else
            Assert.True(lost >= byTheStore, $"{lost} lost");
    }

    private static async Task<string?> PhaseAsync(LiveHoldfast holdfast) =>
        (await holdfast.ReadAsync("/ops/recoveries")).GetProperty("stores").EnumerateArray()
            .First(static recovery => recovery.GetProperty("store").GetString() == "primary").GetProperty("phase").GetString();

    private static long Missing(Dictionary<(string Host, long Time), HashSet<double>> held, IEnumerable<int> requests, long start) => requests.Sum(request =>
        Enumerable.Range(0, Hosts).LongCount(host => !held.TryGetValue(($"h{host}", start + (request * (1000 / Rate))), out var values) || !values.SetEquals([request])));

    private static string Body(int request, long start) =>
        string.Join('\n', Enumerable.Range(0, Hosts).Select(host => $"load,host=h{host} v={request} {start + (request * (1000 / Rate))}"));
}

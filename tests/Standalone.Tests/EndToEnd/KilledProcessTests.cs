using System.Text.Json.Nodes;
using Holdfast.Standalone.Tests.Support;
using Holdfast.Tests.Contract;

namespace Holdfast.Standalone.Tests.EndToEnd;

/// <summary>The whole process is killed under load, again and again; whatever it acknowledged is there when it is back.</summary>
public sealed class KilledProcessTests
{
    private const int Rounds = 6;
    private const int Producers = 8;
    private static readonly long Epoch = DateTimeOffset.UtcNow.AddHours(-1).ToUnixTimeSeconds();

    [Fact]
    public async Task Kill_UnderLoadWithThePrimaryUpOrDown_LosesNothingAcknowledged()
    {
        var random = new Random(20261120);
        await using var node = new ProcessNode();
        var acknowledged = new HashSet<int>();
        var next = 0;
        for (var round = 0; round < Rounds; round++)
        {
            await node.StartAsync();
            if (round % 2 == 1)
            {
                using var fault = await node.Http.PostAsync(new Uri(node.Primary, "/fault"), Json("""{"mode":"status","status":500}"""));
                Assert.True(fault.IsSuccessStatusCode);
            }

            // The kill comes after a random number of acknowledgements, so in the middle of whatever the process does then.
            var killAfter = acknowledged.Count + random.Next(20, 200);
            var killed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            var load = Task.WhenAll(Enumerable.Range(0, Producers).Select(async _ =>
            {
                for (var alive = true; alive;)
                {
                    var value = Interlocked.Increment(ref next);
                    alive = await node.WriteAsync($"m v={value}i {(Epoch + value) * 1_000_000_000L}");
                    lock (acknowledged)
                    {
                        if (alive)
                            acknowledged.Add(value);
                        if (acknowledged.Count >= killAfter)
                            killed.TrySetResult();
                    }
                }
            }));
            Assert.True(await Task.WhenAny(killed.Task, load) != load || killed.Task.IsCompleted, "the process does not take writes any more");
            await node.KillAsync();
            await load;
        }

        await node.StartAsync();
        await TestNode.UntilAsync(async () => await node.OwedAsync() == 0);
        var missing = acknowledged.Except(await ValuesAsync(node.Primary)).Order().ToList();
        Assert.True(missing.Count == 0, $"{missing.Count} of {acknowledged.Count} acknowledged points are missing: {string.Join(", ", missing.Take(20))}");
        Assert.True(acknowledged.Count >= Rounds * 20);
    }

    [Fact]
    public async Task Terminate_UnderLoad_AnswersWhatIsInFlightAndExitsWithZero()
    {
        await using var node = new ProcessNode();
        await node.StartAsync();
        var acknowledged = new HashSet<int>();
        var next = 0;
        var enough = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var load = Task.WhenAll(Enumerable.Range(0, Producers).Select(async _ =>
        {
            for (var alive = true; alive;)
            {
                var value = Interlocked.Increment(ref next);
                alive = await node.WriteAsync($"m v={value}i {(Epoch + value) * 1_000_000_000L}");
                lock (acknowledged)
                {
                    if (alive)
                        acknowledged.Add(value);
                    if (acknowledged.Count >= 100)
                        enough.TrySetResult();
                }
            }
        }));
        Assert.True(await Task.WhenAny(enough.Task, load) != load, "the process does not take writes any more");
        Assert.Equal(0, await node.TerminateAsync());
        await load;
        await node.StartAsync();

        // On a busy machine the primary may not have answered in time; what it was not known to hold then it is given now.
        await TestNode.UntilAsync(async () => await node.OwedAsync() == 0);
        Assert.Empty(acknowledged.Except(await ValuesAsync(node.Primary)));
    }

    private static StringContent Json(string text) => new(text, System.Net.Http.Headers.MediaTypeHeaderValue.Parse("application/json"));

    private static async Task<IReadOnlyList<int>> ValuesAsync(Uri store)
    {
        using var client = new EmbeddedClient(store);
        var (_, body) = await client.QueryAsync("SELECT v FROM m", "telemetry_hot");
        return [.. JsonNode.Parse(body)!["results"]![0]!["series"]![0]!["values"]!.AsArray().Select(static row => row![1]!.GetValue<int>())];
    }
}

using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Holdfast.Tests.Support;
using Holdfast.Tests.Support.Live;

namespace Holdfast.Benchmarks.Backfill;

/// <summary>
/// <c>backfill [BATCHES] [LINES] [ROUNDS]</c>: how fast a primary is given what it is owed when there is no live traffic, beside the rate at which
/// the same store takes the same batches, in the same order, written to it directly. A real InfluxDB for each run. At least 0.9 is wanted.
/// </summary>
internal static class BackfillMode
{
    private const string Database = "telemetry";
    private const string Bucket = $"{Database}/hot";

    private static readonly TimeSpan Glance = TimeSpan.FromMilliseconds(10);

    public static async Task<int> RunAsync(string[] args)
    {
        var numbers = args.Select(static arg => int.Parse(arg, CultureInfo.InvariantCulture)).ToArray();
        var (batches, lines, rounds) = (numbers.ElementAtOrDefault(0) is > 0 and var b ? b : 20_000, numbers.ElementAtOrDefault(1) is > 0 and var l ? l : 100, numbers.ElementAtOrDefault(2) is > 0 and var r ? r : 3);
        var start = (DateTimeOffset.UtcNow.AddHours(-1) - DateTimeOffset.UnixEpoch).Ticks * TimeSpan.NanosecondsPerTick;
        var bodies = Enumerable.Range(0, batches).Select(batch => Body(start, batch, lines)).ToArray();
        Console.WriteLine($"{batches} batches of {lines} lines, {bodies.Sum(static body => (long)body.Length) / 1e6:F1} MB; batches/s, points/s, MB/s");
        var ratios = new List<double>();
        for (var round = 0; round < rounds; round++)
        {
            var direct = await DirectAsync(bodies);
            Print("direct", bodies, lines, direct);
            var backfill = await BackfillAsync(bodies, lines);
            Print("backfill", bodies, lines, backfill);
            ratios.Add(direct / backfill);
        }

        var median = ratios.Order().ElementAt(ratios.Count / 2);
        Console.WriteLine($"backfill / direct: {string.Join(", ", ratios.Select(static ratio => $"{ratio:F2}"))}; median {median:F2}");
        return median >= 0.9 ? 0 : 1;
    }

    private static void Print(string way, byte[][] bodies, int lines, TimeSpan took) => Console.WriteLine(
        $"{way,-9} {bodies.Length / took.TotalSeconds,10:F0} {bodies.Length * (double)lines / took.TotalSeconds,12:F0} {bodies.Sum(static body => (long)body.Length) / 1e6 / took.TotalSeconds,8:F1}   {took.TotalSeconds:F2} s");

    /// <summary>One after the other, as order wants it, over one connection.</summary>
    private static async Task<TimeSpan> DirectAsync(byte[][] bodies)
    {
        await using var store = await StoreAsync();
        using var client = new HttpClient();
        var address = new Uri($"{store.Url}/write?db={Database}&rp=hot&precision=ns");
        var clock = Stopwatch.StartNew();
        foreach (var body in bodies)
        {
            using var content = new ByteArrayContent(body);
            using var response = await client.PostAsync(address, content);
            response.EnsureSuccessStatusCode();
        }

        return clock.Elapsed;
    }

    private static async Task<TimeSpan> BackfillAsync(byte[][] bodies, int lines)
    {
        await using var primary = await StoreAsync();
        await using var replica = await StoreAsync();
        await using var holdfast = await LiveHoldfast.StartAsync(
        [
            .. LiveHoldfast.Store("primary", primary.Url, "V1"),
            .. LiveHoldfast.Store("replica", replica.Url, "V1"),
            .. LiveHoldfast.Tier("hot", "telemetry_hot", "7.00:00:00", $"primary={Bucket}", $"replica={Bucket}"),
        ]);
        await PostAsync(holdfast, "/ops/stores/primary/isolate", []);
        await Parallel.ForEachAsync(bodies, new ParallelOptions { MaxDegreeOfParallelism = 8 }, async (body, _) => await PostAsync(holdfast, "/api/v2/write?bucket=telemetry_hot", body));
        if (await holdfast.OwedAsync("primary") != bodies.Length)
            throw new InvalidOperationException("the primary is not owed all batches");

        await PostAsync(holdfast, "/ops/stores/primary/restore", []);
        var (clock, closed) = (Stopwatch.StartNew(), TimeSpan.Zero);
        for (var owed = (long)bodies.Length; owed > 0; await Task.Delay(Glance))
        {
            owed = await holdfast.OwedAsync("primary");
            if (owed == bodies.Length)
                closed = clock.Elapsed;
        }

        var took = clock.Elapsed - closed;
        var text = await primary.QueryAsync($"SELECT COUNT(v) FROM \"{Database}\".\"hot\".\"load\"", Database);
        using var answer = JsonDocument.Parse(text);
        var points = answer.RootElement.GetProperty("results")[0].GetProperty("series")[0].GetProperty("values")[0][1].GetInt64();
        return points == (long)bodies.Length * lines ? took : throw new InvalidOperationException($"{points} points are in the primary");
    }

    private static async Task PostAsync(LiveHoldfast holdfast, string path, byte[] body)
    {
        using var content = new ByteArrayContent(body);
        using var response = await holdfast.Http.PostAsync(path, content);
        response.EnsureSuccessStatusCode();
    }

    private static async Task<InfluxProcess> StoreAsync()
    {
        var store = await InfluxProcess.StartAsync();
        await store.QueryAsync($"CREATE DATABASE {Database} WITH DURATION 7d NAME \"hot\"");
        return store;
    }

    private static byte[] Body(long start, int batch, int lines)
    {
        var text = new StringBuilder();
        for (var line = 0; line < lines; line++)
            text.Append(CultureInfo.InvariantCulture, $"load,host=h{line % 50},rack=r{line % 7} v={batch}i,w={line}.5 {start + (((long)batch * lines) + line) * 1000}\n");
        return Encoding.UTF8.GetBytes(text.ToString());
    }
}

using Holdfast.Pipeline.Configuration;
using Holdfast.Pipeline.Stores;
using Holdfast.Pipeline.Tests.Support;
using Holdfast.Routing.Planning;
using Holdfast.Routing.Tiers;
using Holdfast.Tests.Support;

namespace Holdfast.Pipeline.Tests.Stores;

/// <summary>Against a real VictoriaMetrics, which speaks both dialects and knows neither buckets nor their times to live.</summary>
public class LiveVictoriaTests
{
    private const long Now = 1_700_000_000_000_000_000;

    [SkippableTheory]
    [InlineData(StoreApi.V1, false)]
    [InlineData(StoreApi.V1, true)]
    [InlineData(StoreApi.V2, false)]
    [InlineData(StoreApi.V2, true)]
    public async Task WriteAsync_EitherDialect_IsTakenAndTheTimeToLiveIsNotTold(StoreApi api, bool gzip)
    {
        await using var victoria = await VictoriaProcess.StartAsync();
        using var transport = Transport(victoria, out var client, settings => settings with { Gzip = gzip, HealthPath = "/health" }, api);

        Assert.Same(WriteAnswer.NoContent, await WriteAsync(client, $"m,host=a v=42 {Now}\n"));

        Assert.Equal(RetentionAnswerKind.CannotTell, (await client.ReadRetentionAsync("d", CancellationToken.None)).Kind);
        Assert.Equal(HealthVerdict.Healthy, (await client.CheckHealthAsync(TimeSpan.FromSeconds(30), CancellationToken.None)).Verdict);
        using var http = new HttpClient();
        await http.GetAsync(new Uri($"{victoria.Url}/internal/force_flush"));
        var export = await http.GetStringAsync(new Uri($"{victoria.Url}/api/v1/export?match[]=m_v&start=0"));
        Assert.Contains($"\"values\":[42],\"timestamps\":[{Now / 1_000_000}]", export, StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task IsolateAsync_LineAboveItsLimit_IsFoundAlone()
    {
        await using var victoria = await VictoriaProcess.StartAsync();
        using var transport = Transport(victoria, out var client);
        ReadOnlyMemory<byte>[] batches =
        [
            StoreSamples.Bytes($"m v=1 {Now}\n"),
            StoreSamples.Bytes($"m v=2 {Now}\nm,tag={new string('x', 1_000_000)} v=3 {Now}\nm v=4 {Now}\n"),
        ];

        var first = await client.WriteAsync("d", batches, null, CancellationToken.None);
        var outcomes = await new FaultIsolator(new()).IsolateAsync(
            batches, first, StoreSamples.LineEnds, (pieces, ct) => client.WriteAsync("d", pieces, null, ct), CancellationToken.None);

        Assert.Equal((WriteClass.DataFault, 400), (first.Verdict.Class, first.Status));
        Assert.Equal(BatchFate.Committed, outcomes[0].Fate);
        Assert.Equal((BatchFate.CommittedExceptPoison, 1), (outcomes[1].Fate, Assert.Single(outcomes[1].Refused).Index));
    }

    [SkippableFact]
    public async Task WriteAsync_ReadOnlyForLackOfSpace_IsTransient()
    {
        await using var victoria = await VictoriaProcess.StartAsync("-storage.minFreeDiskSpaceBytes=100000GB");
        using var transport = Transport(victoria, out var client);

        var answer = await WriteAsync(client, $"m v=1 {Now}\n");

        Assert.Equal((WriteClass.Transient, 503), (answer.Verdict.Class, answer.Status));
    }

    [SkippableFact]
    public async Task WriteAsync_NoCredentialsOrWrongPath_IsMisconfigured()
    {
        await using var victoria = await VictoriaProcess.StartAsync("-httpAuth.username=me", "-httpAuth.password=secret");
        using var nobody = Transport(victoria, out var stranger);
        using var known = Transport(victoria, out var client, settings => settings with { Username = "me", Password = "secret" });
        using var astray = Transport(victoria, out var lost, settings => settings with
        {
            Username = "me",
            Password = "secret",
            Definition = settings.Definition with { Url = new Uri(victoria.Url + "/nowhere") },
        });

        Assert.Same(WriteAnswer.NoContent, await WriteAsync(client, $"m v=1 {Now}\n"));
        var refused = await WriteAsync(stranger, $"m v=1 {Now}\n");
        var wrong = await WriteAsync(lost, $"m v=1 {Now}\n");

        Assert.Equal((WriteClass.Misconfigured, 401), (refused.Verdict.Class, refused.Status));
        Assert.Equal((WriteClass.Misconfigured, 400), (wrong.Verdict.Class, wrong.Status));
        Assert.StartsWith("HTTP 400: nothing there takes writes of dialect V1, mend Url or Api: ", wrong.Verdict.Message, StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task WriteAsync_KilledStore_IsTransient()
    {
        await using var victoria = await VictoriaProcess.StartAsync();
        using var transport = Transport(victoria, out var client);
        await WriteAsync(client, $"m v=1 {Now}\n");

        await victoria.KillAsync();

        Assert.Equal(WriteClass.Transient, (await WriteAsync(client, $"m v=1 {Now}\n")).Verdict.Class);
    }

    private static Task<WriteAnswer> WriteAsync(StoreClient client, string lines) =>
        client.WriteAsync("d", [StoreSamples.Bytes(lines)], null, CancellationToken.None);

    private static HttpStoreTransport Transport(
        VictoriaProcess victoria, out StoreClient client, Func<StoreSettings, StoreSettings>? change = null, StoreApi api = StoreApi.V1)
    {
        var settings = StoreSamples.Settings(api, victoria.Url);
        settings = change?.Invoke(settings) ?? settings;
        var transport = new HttpStoreTransport(settings, TimeProvider.System);
        client = new(settings, transport, TimeProvider.System);
        return transport;
    }
}

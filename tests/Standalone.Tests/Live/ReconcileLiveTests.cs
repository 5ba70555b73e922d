using System.Text;
using System.Text.Json;
using Holdfast.Tests.Support;

namespace Holdfast.Standalone.Tests.Live;

/// <summary>Reconciliation over two real InfluxDB 1, compared point by point.</summary>
[Collection(LiveCollection.Name)]
public sealed class ReconcileLiveTests
{
    private const string Everything = "SELECT * FROM /.*/ GROUP BY *";

    private static readonly long Then = InfluxPair.Recent() - 600_000_000_000;

    [SkippableFact]
    public async Task Reconcile_PointsDeletedFromThePrimary_AreThereAgainExactly()
    {
        await using var pair = await InfluxPair.StartAsync(keys: ["Reconcile:Timer=false"]);
        var lines = string.Join('\n', Lines());
        await WriteAsync(pair.Primary, lines);
        await WriteAsync(pair.Replica, lines);
        await WriteAsync(pair.Primary, $"m,host=a f=99 {Then}\nonly\\ here v=1i {Then}");
        var whole = await AllAsync(pair.Primary);
        await pair.Primary.QueryAsync($"DELETE FROM \"m\" WHERE time > {Then}", InfluxPair.Database);
        await pair.Primary.QueryAsync("DROP MEASUREMENT \"a, b=\\\"c\\\"\"", InfluxPair.Database);
        Assert.NotEqual(whole, await AllAsync(pair.Primary));
        var types = await pair.Replica.QueryAsync("SHOW FIELD KEYS", InfluxPair.Database);

        var report = (await ReconcileAsync(pair, "{\"tier\":\"hot\"}")).GetProperty("reports")[0];

        Assert.Equal("complete", report.GetProperty("outcome").GetString());
        Assert.Equal(whole, await AllAsync(pair.Primary));
        Assert.Equal(1, report.GetProperty("total").GetProperty("conflictingPoints").GetInt64());
        Assert.Equal(0, report.GetProperty("total").GetProperty("refusedPoints").GetInt64());
        Assert.Equal(report.GetProperty("total").GetProperty("missingPoints").GetInt64(), report.GetProperty("total").GetProperty("repairedPoints").GetInt64());
        Assert.True(report.GetProperty("total").GetProperty("repairedPoints").GetInt64() > 100);
        foreach (var type in (string[])["[\"i\",\"integer\"]", "[\"f\",\"float\"]", "[\"s\",\"string\"]", "[\"b\",\"boolean\"]"])
        {
            Assert.Contains(type, types, StringComparison.Ordinal);
            Assert.Contains(type, await pair.Primary.QueryAsync("SHOW FIELD KEYS", InfluxPair.Database), StringComparison.Ordinal);
        }

        var again = (await ReconcileAsync(pair, "")).GetProperty("reports");
        Assert.Equal(2, again.GetArrayLength());
        Assert.All(again.EnumerateArray(), static one => Assert.Equal(0, one.GetProperty("total").GetProperty("missingPoints").GetInt64()));
        Assert.Equal(3, (await pair.Holdfast.ReadAsync("/ops/reconciliations")).GetProperty("reports").GetArrayLength());
    }

    [SkippableFact]
    public async Task Reconcile_StoreLimitsItsRows_IsReadInHalves()
    {
        await using var pair = await InfluxPair.StartAsync(keys: ["Reconcile:Timer=false"], http: "max-row-limit = 40");
        var lines = Lines().ToList();
        await WriteAsync(pair.Primary, string.Join('\n', lines.Where(static (_, index) => index % 2 == 0)));
        await WriteAsync(pair.Replica, string.Join('\n', lines));

        var total = (await ReconcileAsync(pair, "{\"tier\":\"hot\"}")).GetProperty("reports")[0].GetProperty("total");

        // Had the cut answer been taken for the whole one, more would have looked missing than was.
        Assert.Equal(
            (lines.Count / 2, lines.Count / 2, 0),
            (total.GetProperty("missingPoints").GetInt32(), total.GetProperty("repairedPoints").GetInt32(), total.GetProperty("windowsSkipped").GetInt32()));
    }

    private static IEnumerable<string> Lines()
    {
        yield return $"m,host=a f=1.5,i=9223372036854775807i,b=true,s=\"say \\\"hi\\\", \\\\ and\nmore\" {Then}";
        yield return $"m,host=a\\ b,x\\,y=\\= f=1e21,i=-9223372036854775808i {Then + 1}";
        yield return $"m i=9007199254740993i,f=-0,s=\"\" {Then + 2}";
        yield return $"m f=0.30000000000000004,s=\"ü😀\\\\n\",b=f {Then + 60_000_000_000}";
        yield return $"m,f=tag f=4.9e-324 {Then + 61_000_000_000}";
        yield return $"a\\,\\ b=\"c\" v=1i {Then}";
        for (var index = 0; index < 150; index++)
            yield return $"m,host=h{index % 3} i={index}i {Then + 120_000_000_000 + (index * 100_000_000L)}";
    }

    private static async Task<JsonElement> ReconcileAsync(InfluxPair pair, string body)
    {
        var answer = await pair.Holdfast.PostAsync("/ops/reconcile", body);
        Assert.True(answer.Status == 200, answer.Body);
        using var document = JsonDocument.Parse(answer.Body);
        return document.RootElement.Clone();
    }

    /// <summary>Every row of a store with its series, in an order of its own.</summary>
    private static async Task<List<string>> AllAsync(InfluxProcess store)
    {
        using var answer = JsonDocument.Parse(await store.QueryAsync(Everything, InfluxPair.Database));
        return answer.RootElement.GetProperty("results")[0].GetProperty("series").EnumerateArray()
            .SelectMany(static series => series.GetProperty("values").EnumerateArray().Select(row =>
                $"{series.GetProperty("name")} {string.Join(',', series.GetProperty("tags").EnumerateObject().Where(static tag => tag.Value.GetString() != ""))} {series.GetProperty("columns")} {row.GetRawText()}"))
            .Order(StringComparer.Ordinal).ToList();
    }

    private static async Task WriteAsync(InfluxProcess store, string lines)
    {
        using var http = new HttpClient();
        using var content = new ByteArrayContent(Encoding.UTF8.GetBytes(lines));
        using var answer = await http.PostAsync(new Uri($"{store.Url}/write?db={InfluxPair.Database}&rp=hot"), content);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
    }
}

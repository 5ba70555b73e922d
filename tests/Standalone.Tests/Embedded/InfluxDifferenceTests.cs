using Holdfast.Standalone.Embedded;
using Holdfast.Standalone.Tests.Support;
using Holdfast.Tests.Support;

namespace Holdfast.Standalone.Tests.Embedded;

/// <summary>The same writes and queries to a real InfluxDB 1 and to an embedded store must be answered alike.</summary>
public sealed class InfluxDifferenceTests
{
    private static readonly string[] Writes =
    [
        "cpu,host=a,region=x v=1,w=2i 1600000000000000000\ncpu,host=b v=2,s=\"he\\\"y\" 1600000000000000001\n"
            + "cpu,host=a,region=x v=3 1600000060000000000\nmem,host=a free=10i,ok=t 1600000000500000000\n"
            + "mem,host=b free=11i,ok=f 1600000120000000000\n\"odd\\ name\",t\\ k=v\\ v f\\ k=1 1600000000000000000",
        "cpu,region=x,host=a x=7i 1600000000000000000",
        "cpu,host=a,region=x v=1.5 1600000000000000000",
        "cpu,host=c v=\"text\" 1600000000000000000",
        "cpu,host=c v=\"text\" 1600000000000000000\ncpu,host=c v=1 1600000000000000003",
        "cpu,host=c v=\"text\" 1600000000000000000\ncpu,host=d v=3i 1600000000000000000\ncpu,host=d v=9 1600000090000000000",
        "garbage",
        "garbage\nfoo bar\ncpu,host=z v=1 1600000000000000004",
        "garbage\ncpu,host=c v=\"text\" 1600000000000000000\ncpu,host=z v=1 1600000000000000004",
        "garbage line here no\ncpu,host=z v=1 1600000030000000000\ncpu,host=z v=2 1600000030000000000",
        "cpu,host=z v=1i 16000000abc",
        "cpu,host= v=1",
        "cpu,a=b,a=c v=1",
        "cpu,time=a v=1 1600000000000000000",
        "tied,k=a v=1 1600000000000000000\ntied,k=b v=2 1600000000000000000\ntied,k=c v=2 1600000060000000000",
        "wide,a=1,b=2,c=3 f=1 1600000000000000000\nwide,a=1,c=4 f=2 1600000001000000000\nwide,b=2 f=3,g=\"t\" 1600000002000000000",
        "",
        "big f=1e21,h=1.5e-7,i=123456789012345678i,j=0.1,k=0.000001,m=\"é<>&\" 1600000000000000000",
    ];

    private static readonly string[] Queries =
    [
        "SHOW DATABASES", "SHOW RETENTION POLICIES", "SHOW RETENTION POLICIES ON nope", "SHOW MEASUREMENTS", "SHOW SERIES", "SHOW SERIES FROM cpu",
        "SHOW TAG KEYS", "SHOW TAG KEYS FROM cpu", "SHOW TAG VALUES WITH KEY = host", "SHOW TAG VALUES FROM cpu WITH KEY IN (host, region)",
        "SHOW FIELD KEYS", "SHOW FIELD KEYS FROM mem", "SHOW MEASUREMENTS LIMIT 1", "SHOW MEASUREMENTS WITH MEASUREMENT = cpu",
        "SHOW SERIES WHERE host = 'a'", "SHOW TAG VALUES WITH KEY = host WHERE region = 'x'",
        "SELECT * FROM cpu", "SELECT * FROM cpu, mem", "SELECT v, host FROM cpu", "SELECT host FROM cpu", "SELECT v FROM cpu GROUP BY *",
        "SELECT * FROM cpu GROUP BY *", "SELECT *::field FROM cpu GROUP BY *", "SELECT *::field FROM cpu GROUP BY host", "SELECT *::field FROM cpu",
        "SELECT *::tag FROM cpu", "SELECT * FROM /.*/", "SELECT * FROM /^c/", "SELECT * FROM nope", "SELECT nope FROM cpu", "SELECT v, nope FROM cpu",
        "SELECT time, v FROM cpu", "SELECT v AS x, w AS \"y z\" FROM cpu", "SELECT v,v FROM cpu", "SELECT * FROM big", "SELECT * FROM tied",
        "SELECT * FROM tied ORDER BY time DESC", "SELECT v FROM tied GROUP BY k ORDER BY time DESC",
        "SELECT * FROM wide GROUP BY *", "SELECT f FROM wide GROUP BY c, a", "SELECT f FROM wide GROUP BY nope", "SELECT * FROM wide GROUP BY b",
        "SELECT * FROM cpu, wide GROUP BY *", "SELECT count(*) FROM cpu, wide, mem GROUP BY *", "SELECT count(f) FROM /.*/ GROUP BY b",
        "SELECT count(*) FROM cpu", "SELECT count(*) FROM cpu GROUP BY *", "SELECT count(v) FROM cpu GROUP BY host", "SELECT count(v) FROM cpu GROUP BY region",
        "SELECT count(nope) FROM cpu", "SELECT count(host) FROM cpu", "SELECT count(v) AS c FROM cpu", "SELECT count(*) AS c FROM cpu", "SELECT count(v), count(v) FROM cpu",
        "SELECT count(*) FROM cpu WHERE time >= 1600000000000000000 AND time < 1600000120000000000 GROUP BY time(1m)",
        "SELECT count(*) FROM cpu WHERE time >= 1600000000000000000 AND time < 1600000120000000000 GROUP BY time(1m), *",
        "SELECT count(*) FROM cpu WHERE time >= 1600000000000000000 AND time < 1600000120000000000 GROUP BY time(1m), * fill(none)",
        "SELECT count(*) FROM cpu WHERE time >= 1600000000000000000 AND time < 1600000120000000000 GROUP BY time(1m), * fill(null)",
        "SELECT count(*) FROM cpu WHERE time > 1600000000s and time <= 1600000060s GROUP BY time(20s),* fill(0)",
        "SELECT count(v) FROM cpu WHERE time > 1600000000s and time <= 1600000060s GROUP BY time(20s) fill(7)",
        "SELECT count(v), mean(v), max(w) FROM cpu WHERE time >= 1600000000s and time < 1600000100s GROUP BY time(20s, 5s), host fill(0)",
        "SELECT sum(v) FROM cpu WHERE time >= 1600000000s AND time < 1600000240s GROUP BY time(1m)",
        "SELECT sum(v) FROM cpu WHERE time >= 1600000000s AND time < 1600000240s GROUP BY time(1m) fill(none) LIMIT 1",
        "SELECT sum(v) FROM cpu WHERE time >= 1600000000s AND time < 1600000240s GROUP BY time(1m) ORDER BY time DESC",
        "SELECT sum(v) FROM cpu WHERE time >= 1600000000s AND time < 1600000240s GROUP BY time(1m) LIMIT 2 OFFSET 1",
        "SELECT sum(v) FROM cpu WHERE time < 1600000240s GROUP BY time(1m)", "SELECT max(v) FROM cpu WHERE time >= 1600000000s AND time < 1600000240s GROUP BY time(1m)",
        "SELECT max(v), min(w) FROM cpu WHERE time >= 1600000000s AND time < 1600000240s GROUP BY time(1m) fill(none)",
        "SELECT mean(v), sum(w), min(v), max(v), first(v), last(v) FROM cpu", "SELECT mean(*) FROM cpu,mem", "SELECT sum(*) FROM mem", "SELECT min(*) FROM cpu",
        "SELECT first(*) FROM cpu", "SELECT max(v) FROM cpu", "SELECT max(*) FROM tied", "SELECT last(v) FROM cpu GROUP BY *", "SELECT first(s) FROM cpu",
        "SELECT first(v) FROM tied", "SELECT last(v) FROM tied", "SELECT max(v) FROM tied", "SELECT min(v) FROM tied", "SELECT last(*) FROM mem", "SELECT max(ok) FROM mem",
        "SELECT min(*) FROM mem", "SELECT mean(v) FROM cpu fill(0)", "SELECT sum(s) FROM cpu", "SELECT sum(ok) FROM mem", "SELECT min(s) FROM cpu", "SELECT mean(s) FROM cpu",
        "SELECT count(v), v FROM cpu", "SELECT v FROM cpu GROUP BY time(1m)",
        "SELECT count(v) FROM cpu GROUP BY time(1m), time(2m)", "SELECT count(*) FROM cpu WHERE time >= 1600000000s GROUP BY *", "SELECT count(*) FROM cpu WHERE time > 1600000000s",
        "SELECT count(*) FROM cpu WHERE time < 1600000001s", "SELECT count(*) FROM cpu WHERE time = 1600000060s", "SELECT * FROM cpu WHERE time = 1600000060s",
        "SELECT * FROM cpu WHERE 1600000060000000000 <= time", "SELECT * FROM cpu WHERE time >= '2020-09-13T12:27:00Z'", "SELECT * FROM cpu WHERE time >= '2020-09-13 12:27:00' and time <= '2020-09-14'",
        "SELECT * FROM cpu WHERE time >= '2020-09-13 12:27:00.5' + 3s", "SELECT * FROM cpu WHERE time >= now() - 7d", "SELECT * FROM cpu WHERE time < now() - 1h", "SELECT * FROM cpu WHERE time >= 'garbage'",
        "SELECT * FROM cpu WHERE host = 'a'", "SELECT * FROM cpu WHERE host != 'a'", "SELECT * FROM cpu WHERE host <> 'a'", "SELECT * FROM cpu WHERE region = ''", "SELECT * FROM cpu WHERE region != ''",
        "SELECT * FROM cpu WHERE host =~ /a|b/", "SELECT * FROM cpu WHERE host !~ /a|b/", "SELECT * FROM cpu WHERE v > 1", "SELECT * FROM cpu WHERE v > 1 AND host = 'a' OR s = 'he\"y'",
        "SELECT * FROM cpu WHERE w = 2", "SELECT * FROM cpu WHERE (host = 'a' OR host='b') AND time > 1600000000000000000", "SELECT * FROM cpu WHERE time < 1600000001s OR time > 1600000050s",
        "SELECT w FROM cpu WHERE v > 1", "SELECT v FROM cpu WHERE w > 1", "SELECT ok FROM mem WHERE ok = true", "SELECT count(v) FROM cpu WHERE v > 1", "SELECT * FROM cpu WHERE nope = ''",
        "SELECT * FROM base.autogen.cpu LIMIT 1", "SELECT * FROM \"autogen\".\"cpu\" LIMIT 1", "SELECT * FROM base..cpu LIMIT 1", "SELECT * FROM base.norp.cpu LIMIT 1",
        "SELECT * FROM \"base\".\"autogen\"./.*/ LIMIT 1", "SELECT * FROM cpu GROUP BY * LIMIT 1", "SELECT * FROM cpu ORDER BY time DESC LIMIT 2", "SELECT * FROM cpu LIMIT 1 OFFSET 1",
        "SELECT v FROM cpu GROUP BY host ORDER BY time DESC LIMIT 1", "SELECT v FROM cpu; SELECT nope FROM cpu; SHOW DATABASES", "SELECT v FROM cpu;;SELECT v FROM cpu", ";",
        "SELECT * FROM nodb..cpu", "SELECT v FROM", "SELECT v", "SELECT", "SELECT v FROM cpu WHERE", "SELECT v FROM cpu GROUP", "SELECT v FROM cpu LIMIT x", "SELECT v FROM cpu LIMIT -1",
        "SELECT v FROM cpu ORDER BY v", "SELECT v FROM cpu GROUP BY time(1x)", "SELECT v FROM cpu foo", "SELECT v FROM cpu SELECT v FROM cpu", "SELECT @ FROM cpu",
        "CREATE DATABASE d1", "CREATE DATABASE d1", "CREATE DATABASE d2 WITH DURATION 30d NAME \"raw\"", "CREATE DATABASE d5 WITH DURATION 30m", "CREATE DATABASE d8 WITH DURATION 36h REPLICATION 1 SHARD DURATION 2h",
        "CREATE DATABASE d1 WITH DURATION 30d NAME \"raw\"", "CREATE RETENTION POLICY rp2 ON d1 DURATION 7d REPLICATION 1", "CREATE RETENTION POLICY rp2 ON d1 DURATION 7d REPLICATION 1",
        "CREATE RETENTION POLICY rp2 ON d1 DURATION 8d REPLICATION 1", "CREATE RETENTION POLICY rp3 ON d1 DURATION 365d REPLICATION 1 DEFAULT",
        "CREATE RETENTION POLICY rp4 ON nodb DURATION 365d REPLICATION 1", "CREATE RETENTION POLICY rp5 ON d1 DURATION 1m REPLICATION 1", "SHOW RETENTION POLICIES ON d1", "SHOW RETENTION POLICIES ON d2",
        "SHOW RETENTION POLICIES ON d8", "ALTER RETENTION POLICY rp2 ON d1 DURATION 14d", "ALTER RETENTION POLICY rp2 ON d1 DEFAULT", "ALTER RETENTION POLICY norp ON d1 DURATION 12h", "ALTER RETENTION POLICY rp2 ON nodb DURATION 12h",
        "SHOW RETENTION POLICIES ON d1", "DROP RETENTION POLICY rp2 ON d1", "SHOW RETENTION POLICIES ON d1", "DROP MEASUREMENT nope", "DROP MEASUREMENT mem", "SHOW MEASUREMENTS", "SELECT * FROM mem",
        "DELETE FROM cpu WHERE time >= 1600000060000000000 AND host = 'a'", "SELECT * FROM cpu", "DROP DATABASE d1", "DROP DATABASE nope", "SHOW DATABASES",
    ];

    [SkippableFact]
    public async Task Answers_SameWritesAndQueries_AreThoseOfInfluxDb()
    {
        await using var real = await InfluxProcess.StartAsync();
        var started = await EmbeddedStoreServer.StartAsync(
            new EmbeddedStoreOptions { Buckets = [new("base", TimeSpan.Zero)] }, new Uri("http://127.0.0.1:0"), TimeProvider.System);
        await using var embedded = started.Value!;
        using var realClient = new EmbeddedClient(new Uri(real.Url));
        using var embeddedClient = new EmbeddedClient(embedded.Url);
        await realClient.QueryAsync("CREATE DATABASE base");

        List<string> differences = [];
        foreach (var lines in Writes) Compare(lines, await realClient.WriteAsync("/write?db=base", lines), await embeddedClient.WriteAsync("/write?db=base", lines));
        foreach (var path in new[] { "/write?db=nope", "/write", "/write?db=base&rp=norp" })
            Compare(path, await realClient.WriteAsync(path, "cpu v=1"), await embeddedClient.WriteAsync(path, "cpu v=1"));
        foreach (var query in Queries) Compare(query, await realClient.QueryAsync(query, "base"), await embeddedClient.QueryAsync(query, "base"));
        foreach (var more in new[] { "epoch=ns", "epoch=u", "epoch=ms", "epoch=s", "epoch=m", "epoch=h", "epoch=x", "pretty=true", "chunked=true", "chunked=true&chunk_size=1" })
        {
            const string query = "SELECT v FROM cpu GROUP BY host; SELECT count(v) FROM cpu";
            Compare(more, await realClient.QueryAsync(query, "base", more), await embeddedClient.QueryAsync(query, "base", more));
        }

        // Last, because InfluxDB keeps an empty series of it.
        const string onlyTime = "cpu time=1 1600000000000000000";
        Compare(onlyTime, await realClient.WriteAsync("/write?db=base", onlyTime), await embeddedClient.WriteAsync("/write?db=base", onlyTime));
        Compare("no query", await realClient.QueryAsync("", "base"), await embeddedClient.QueryAsync("", "base"));
        Compare("no database", await realClient.QueryAsync("SELECT * FROM cpu"), await embeddedClient.QueryAsync("SELECT * FROM cpu"));
        Compare("method", await realClient.JsonAsync(HttpMethod.Put, "/query"), await embeddedClient.JsonAsync(HttpMethod.Put, "/query"));
        Compare("path", await realClient.JsonAsync(HttpMethod.Get, "/nope"), await embeddedClient.JsonAsync(HttpMethod.Get, "/nope"));
        Assert.True(differences.Count == 0, $"{differences.Count} differ:\n{string.Join("\n\n", differences)}");

        void Compare(string what, (int Status, string Body) expected, (int Status, string Body) actual)
        {
            if (expected.Status == actual.Status
                && string.Equals(EmbeddedClient.Normalise(expected.Body), EmbeddedClient.Normalise(actual.Body), StringComparison.Ordinal)) return;
            differences.Add($"{what}\n  InfluxDB {expected}\n  embedded {actual}");
        }
    }
}

using Holdfast.Standalone.Embedded.InfluxQl;

namespace Holdfast.Standalone.Tests.Embedded;

/// <summary>InfluxQL as text and the JSON that it answers. Every expected value was seen from InfluxDB 1.6.7 or follows from its rules.</summary>
public sealed class InfluxQlTests
{
    private const string Data = """
        cpu,host=a,region=x v=1,w=2i 60
        cpu,host=b v=2,s="t" 61
        cpu,host=a,region=x v=3 120
        mem,host=a free=10i 61
        """;

    [Theory]
    [InlineData("SELECT * FROM cpu", """{"name":"cpu","columns":["time","host","region","s","v","w"],"values":[[60,"a","x",null,1,2],[61,"b",null,"t",2,null],[120,"a","x",null,3,null]]}""")]
    [InlineData("SELECT w FROM cpu", """{"name":"cpu","columns":["time","w"],"values":[[60,2]]}""")]
    [InlineData("SELECT v, host FROM cpu WHERE region = ''", """{"name":"cpu","columns":["time","v","host"],"values":[[61,2,"b"]]}""")]
    [InlineData("select V::field as x, v::tag, v from cpu limit 1", """{"name":"cpu","columns":["time","x","v","v_1"],"values":[[60,null,null,1]]}""")]
    [InlineData("SELECT v FROM cpu GROUP BY *", """{"name":"cpu","tags":{"host":"a","region":"x"},"columns":["time","v"],"values":[[60,1],[120,3]]},{"name":"cpu","tags":{"host":"b","region":""},"columns":["time","v"],"values":[[61,2]]}""")]
    [InlineData("SELECT count(*) FROM cpu, mem", """{"name":"cpu","columns":["time","count_free","count_s","count_v","count_w"],"values":[[0,null,1,3,1]]},{"name":"mem","columns":["time","count_free","count_s","count_v","count_w"],"values":[[0,1,null,null,null]]}""")]
    [InlineData("SELECT count(*) FROM cpu WHERE time >= 60 AND time < 180 GROUP BY time(60ns), *", """{"name":"cpu","tags":{"host":"a","region":"x"},"columns":["time","count_s","count_v","count_w"],"values":[[60,null,1,1],[120,null,1,0]]},{"name":"cpu","tags":{"host":"b","region":""},"columns":["time","count_s","count_v","count_w"],"values":[[60,1,1,null],[120,0,0,null]]}""")]
    [InlineData("SELECT count(v) FROM cpu WHERE time >= 0 AND time < 240 GROUP BY time(60ns) fill(none)", """{"name":"cpu","columns":["time","count"],"values":[[60,2],[120,1]]}""")]
    [InlineData("SELECT count(v) FROM cpu WHERE time >= 0 AND time < 240 GROUP BY time(60ns) fill(0)", """{"name":"cpu","columns":["time","count"],"values":[[0,0],[60,2],[120,1],[180,0]]}""")]
    [InlineData("SELECT sum(v) FROM cpu WHERE time >= 0 AND time < 240 GROUP BY time(60ns) ORDER BY time DESC LIMIT 2 OFFSET 1", """{"name":"cpu","columns":["time","sum"],"values":[[120,3],[60,3]]}""")]
    [InlineData("SELECT mean(v), sum(w), min(v), max(v), first(v), last(v) FROM cpu", """{"name":"cpu","columns":["time","mean","sum","min","max","first","last"],"values":[[0,2,2,1,3,1,3]]}""")]
    [InlineData("SELECT max(v) FROM cpu", """{"name":"cpu","columns":["time","max"],"values":[[120,3]]}""")]
    [InlineData("SELECT max(v) FROM cpu WHERE time > 0 GROUP BY host", """{"name":"cpu","tags":{"host":"a"},"columns":["time","max"],"values":[[120,3]]},{"name":"cpu","tags":{"host":"b"},"columns":["time","max"],"values":[[61,2]]}""")]
    [InlineData("SELECT count(v) FROM cpu WHERE time > 60", """{"name":"cpu","columns":["time","count"],"values":[[61,2]]}""")]
    [InlineData("SELECT v FROM /c.u/, mem WHERE (v > 1 AND v <= 2) OR host =~ /^z/", """{"name":"cpu","columns":["time","v"],"values":[[61,2]]}""")]
    [InlineData("SELECT v FROM b.autogen.cpu WHERE 'a' = host AND 100 < time", """{"name":"cpu","columns":["time","v"],"values":[[120,3]]}""")]
    [InlineData("SELECT v FROM b..cpu WHERE time = '1970-01-01T00:00:00.00000006Z' + 1ns", """{"name":"cpu","columns":["time","v"],"values":[[61,2]]}""")]
    [InlineData("SELECT v FROM cpu WHERE time > now() - 1h", "")]
    [InlineData("SELECT v FROM cpu WHERE time < now() - 1h LIMIT 1", """{"name":"cpu","columns":["time","v"],"values":[[60,1]]}""")]
    [InlineData("SELECT nope FROM cpu", "")]
    [InlineData("SELECT host FROM cpu", "")]
    [InlineData("SELECT count(v) FROM cpu WHERE time < 0", "")]
    [InlineData("SHOW DATABASES", """{"name":"databases","columns":["name"],"values":[["b"]]}""")]
    [InlineData("SHOW RETENTION POLICIES ON b", """{"columns":["name","duration","shardGroupDuration","replicaN","default"],"values":[["autogen","0s","168h0m0s",1,true]]}""")]
    [InlineData("SHOW TAG VALUES WITH KEY IN (host, region) WHERE region = 'x'", """{"name":"cpu","columns":["key","value"],"values":[["host","a"],["region","x"]]}""")]
    [InlineData("SHOW TAG KEYS FROM mem", """{"name":"mem","columns":["tagKey"],"values":[["host"]]}""")]
    public async Task Query_Supported_AnswersSeries(string query, string series)
    {
        await using var fixture = await FilledAsync();
        var expected = series.Length == 0 ? """{"results":[{"statement_id":0}]}""" : $$"""{"results":[{"statement_id":0,"series":[{{series}}]}]}""";
        Assert.Equal(expected, await fixture.QueryAsync(query));
    }

    [Theory]
    [InlineData("SELECT count(v), v FROM cpu", "mixing aggregate and non-aggregate queries is not supported")]
    [InlineData("SELECT v FROM cpu GROUP BY time(1m)", "GROUP BY requires at least one aggregate function")]
    [InlineData("SELECT count(v) FROM cpu GROUP BY time(1m), time(2m)", "multiple time dimensions not allowed")]
    [InlineData("SELECT sum(s) FROM cpu", "unsupported sum iterator type: *query.stringInterruptIterator")]
    [InlineData("SELECT v FROM cpu WHERE time > 'soon'", "invalid operation: time and *influxql.StringLiteral are not compatible")]
    [InlineData("SELECT v FROM cpu WHERE time != 3", "invalid time comparison operator: !=")]
    [InlineData("SELECT v FROM nodb..cpu", "database not found: nodb")]
    [InlineData("SELECT v FROM norp.cpu", "retention policy not found: norp")]
    [InlineData("SHOW SERIES ON nodb", "database not found: nodb")]
    [InlineData("CREATE DATABASE d WITH DURATION 59m", "retention policy duration must be at least 1h0m0s")]
    [InlineData("DELETE FROM cpu WHERE v > 1", "fields not supported in WHERE clause during deletion")]
    public async Task Query_NotExecutable_SaysWhyAndStops(string query, string error)
    {
        await using var fixture = await FilledAsync();
        Assert.Equal(
            $$"""{"results":[{"statement_id":0,"error":"{{error}}"},{"statement_id":1,"error":"not executed"}]}""",
            await fixture.QueryAsync($"{query}; SHOW DATABASES"));
    }

    [Theory]
    [InlineData("SELECT", "found EOF, expected identifier, string, number, bool at line 1, char 8")]
    [InlineData("SELECT v", "found EOF, expected FROM at line 1, char 10")]
    [InlineData("SELECT v FROM", "found EOF, expected identifier at line 1, char 15")]
    [InlineData("SELECT v\nFROM cpu foo", "found foo, expected ; at line 2, char 10")]
    [InlineData("SELECT v FROM cpu LIMIT -1", "found -, expected integer at line 1, char 25")]
    [InlineData("SELECT v FROM cpu ORDER BY v", "only ORDER BY time supported at this time")]
    [InlineData("SELECT v FROM cpu GROUP BY time(1x)", "invalid duration")]
    [InlineData("SELECT v FROM cpu WHERE host = 'a", "found a, expected identifier, string, number, bool at line 1, char 32")]
    [InlineData("SELECT \"v FROM cpu", "found v FROM cpu, expected identifier, string, number, bool at line 1, char 8")]
    [InlineData("CREATE RETENTION POLICY p ON d DURATION 2h DEFAULT", "found DEFAULT, expected REPLICATION at line 1, char 44")]
    [InlineData("EXPLAIN SELECT v FROM cpu", "found EXPLAIN, expected SELECT, DELETE, SHOW, CREATE, DROP, ALTER at line 1, char 1")]
    [InlineData("SELECT v FROM /(/", "invalid regular expression at line 1, char 15: ")]
    public void Parse_Malformed_SaysWhere(string query, string error) =>
        Assert.StartsWith($"error parsing query: {error}", QueryParser.Parse(query).Error);

    [Fact]
    public void Parse_ParenthesesToTheLimit_AndBeyond()
    {
        static string Nested(int depth) => $"SELECT v FROM m WHERE {new string('(', depth)}v > 1{new string(')', depth)}";
        Assert.Null(QueryParser.Parse(Nested(ConditionParser.MaxDepth)).Error);
        Assert.Contains("nest deeper", QueryParser.Parse(Nested(ConditionParser.MaxDepth + 1)).Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Query_MoreCellsThanAllowed_FailsThere()
    {
        await using var fixture = await FilledAsync();
        Assert.DoesNotContain("error", await fixture.QueryAsync("SELECT v FROM cpu", maxCells: 6), StringComparison.Ordinal);
        Assert.Contains("max-select-point limit exceeded: (6/5)", await fixture.QueryAsync("SELECT v FROM cpu", maxCells: 5), StringComparison.Ordinal);
        Assert.Contains(
            "max-select-point limit exceeded", await fixture.QueryAsync("SELECT count(v) FROM cpu WHERE time > 0 GROUP BY time(1s)"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0, "0s")]
    [InlineData(604_800_000_000_000, "168h0m0s")]
    [InlineData(90_000_000_000, "1m30s")]
    [InlineData(1_500_000_000, "1.5s")]
    public void Duration_Formatted_IsGos(long nanoseconds, string text) => Assert.Equal(text, DurationText.Format(nanoseconds));

    [Theory]
    [InlineData("1h30m", 5_400_000_000_000)]
    [InlineData("2w", 1_209_600_000_000_000)]
    [InlineData("1µ", 1_000L)]
    [InlineData("7", null)]
    [InlineData("9999999w", null)]
    public void Duration_Parsed_IsNanoseconds(string text, long? nanoseconds) =>
        Assert.Equal(nanoseconds, DurationText.TryParse(text, out var parsed) ? parsed : null);

    [Theory]
    [InlineData("2020-09-13T12:26:40Z", 1_600_000_000_000_000_000)]
    [InlineData("2020-09-13T14:26:40.5+02:00", 1_600_000_000_500_000_000)]
    [InlineData("2020-09-13 12:26:40.000000001", 1_600_000_000_000_000_001)]
    [InlineData("2020-09-13", 1_599_955_200_000_000_000)]
    [InlineData("1969-12-31T23:59:59.9Z", -100_000_000L)]
    [InlineData("2020-09-13T12:26:40.0000000001Z", null)]
    [InlineData("yesterday", null)]
    public void Time_Parsed_IsNanoseconds(string text, long? nanoseconds) =>
        Assert.Equal(nanoseconds, TimeText.TryParse(text, out var parsed) ? parsed : null);

    [Theory]
    [InlineData(0, "1970-01-01T00:00:00Z")]
    [InlineData(-1, "1969-12-31T23:59:59.999999999Z")]
    [InlineData(1_600_000_000_500_000_000, "2020-09-13T12:26:40.5Z")]
    [InlineData(long.MinValue, "1677-09-21T00:12:43.145224192Z")]
    [InlineData(long.MaxValue, "2262-04-11T23:47:16.854775807Z")]
    public void Time_Formatted_IsRfc3339Nano(long nanoseconds, string text) => Assert.Equal(text, TimeText.Format(nanoseconds));

    private static async Task<StoreFixture> FilledAsync()
    {
        var fixture = await StoreFixture.OpenAsync();
        await fixture.PutAsync(Data);
        return fixture;
    }
}

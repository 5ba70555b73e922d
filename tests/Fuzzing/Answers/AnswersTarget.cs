using System.Text;
using Holdfast.Fuzzing.Logs;
using Holdfast.Fuzzing.Mutating;
using Holdfast.Fuzzing.Running;
using Holdfast.Pipeline.Lifecycle;
using Holdfast.Pipeline.Reconciling;
using Holdfast.Pipeline.Stores;
using Holdfast.Routing.LineProtocol;

namespace Holdfast.Fuzzing.Answers;

/// <summary>What stores answer, hostile or broken. Whatever it is, it is read, or said to be unreadable.</summary>
internal sealed class AnswersTarget : FuzzTarget
{
    private static readonly byte[][] Sound = Words.Of(
        """{"results":[{"statement_id":0,"series":[{"name":"databases","columns":["name","duration","shardGroupDuration","replicaN","default"],"values":[["hot","168h0m0s","24h0m0s",1,true],["cold","0s","168h0m0s",1,false]]}]}]}""",
        """{"results":[{"statement_id":0,"series":[{"name":"measurements","columns":["name"],"values":[["cpu"],["mem"]]}]}]}""",
        """{"results":[{"statement_id":0,"series":[{"name":"cpu","columns":["fieldKey","fieldType"],"values":[["v","float"],["n","integer"],["s","string"],["b","boolean"]]}]}]}""",
        """{"results":[{"statement_id":0,"series":[{"name":"cpu","columns":["time","count_v","count_n"],"values":[[1600000000000000000,3,null],[1600000060000000000,1,1]]}]}]}""",
        """{"results":[{"statement_id":0,"series":[{"name":"cpu","tags":{"host":"h1","core":""},"columns":["time","v","n","s","b"],"values":[[1600000000000000000,1.5,2,"x",true]]}]}]}""",
        """{"results":[{"statement_id":0,"error":"database not found: nope"}]}""", """{"results":[{"statement_id":0,"partial":true,"series":[]}]}""",
        """{"links":{"self":"/api/v2/buckets"},"buckets":[{"id":"1","name":"telemetry_hot","retentionRules":[{"type":"expire","everySeconds":604800}]}]}""",
        """{"tasks":[{"id":"0a","name":"downsample","status":"active","flux":"option task = {name: \"x\", every: 1h}\nfrom(bucket: \"telemetry_hot\") |> range(start: -1h) |> to(bucket: \"cold\")"}]}""",
        "import \"strings\"\nbucketName = \"telemetry_hot\"\n// from(bucket: \"no\")\nfrom(bucket: bucketName) |> to(bucket: \"a\\\"b\\x41${1+1}\")", "120", "Wed, 21 Oct 2065 07:28:00 GMT", "168h0m0s");

    private static readonly string[] Names =
    [
        "results", "series", "name", "columns", "values", "tags", "time", "count_v", "count_", "partial", "error", "buckets", "retentionRules", "everySeconds", "tasks", "id", "flux",
        "status", "measurements", "cpu", "float", "integer", "v", "n", "168h0m0s", "INF", "-1s", "1e9h", "bucket", ":", "\"", "//", "${", "=", "a=b", "a,b", "a b", "\\",
    ];

    private static readonly Dictionary<string, FieldType> Types = new(StringComparer.Ordinal)
    {
        ["v"] = FieldType.Float,
        ["n"] = FieldType.Integer,
        ["s"] = FieldType.Text,
        ["b"] = FieldType.Boolean,
        ["u"] = FieldType.Unsigned,
    };

    private static readonly FixedTime Time = new();

    public override string Name => "answers";

    public override int TestSeeds => 1500;

    public override byte[] Make(Random random)
    {
        var text = Sound[random.Next(Sound.Length)];
        var changed = new JsonMaker(random, Names).Mutate(text, random.Next(0, 5));
        return random.Next(2) == 0 ? new ByteMutator(random, [.. Words.Odd, .. Words.Of(Names)]).Mutate(changed, random.Next(1, 4), Sound) : changed;
    }

    public override Task CheckAsync(byte[] input)
    {
        var text = Encoding.UTF8.GetString(input);
        foreach (var answer in (QueryAnswer[])[new(QueryOutcome.Answered, text), new(QueryOutcome.Refused, text)])
        {
            _ = RetentionReader.OfPolicies(answer, "telemetry", "hot");
            _ = RetentionReader.OfPolicies(answer, "telemetry", "");
            _ = RetentionReader.OfBuckets(404, answer, "telemetry_hot");
        }

        _ = TaskReader.Page(text);
        _ = InfluxAnswer.Measurements(text);
        _ = InfluxAnswer.FieldTypes(text);
        _ = InfluxAnswer.Counts(text, 60_000_000_000);
        _ = InfluxAnswer.Cells(text, "cpu", Types, new HashSet<string>(StringComparer.Ordinal) { "u" });
        _ = InfluxQl.TryParseDuration(text, out _);
        Finding.Unless(FluxBuckets.Of(text).Count <= text.Length, "finds no more buckets than there are characters");
        CheckRetryAfter(text);
        return Task.CompletedTask;
    }

    private static void CheckRetryAfter(string text)
    {
        using var response = new HttpResponseMessage();
        response.Headers.TryAddWithoutValidation("Retry-After", text);
        Finding.Unless(RetryAfterHeader.Read(response.Headers, Time.GetUtcNow()) is null or { Ticks: >= 0 }, "no wait is negative", text);
    }
}

using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using Holdfast.Soak.Judging;
using Holdfast.Standalone.Commands;
using Holdfast.Standalone.Commands.Drilling;

namespace Holdfast.Soak.Reporting;

/// <summary>Writes lines, tables and the verdict: as text for people, or each as one JSON object.</summary>
/// <param name="console">Where to.</param>
/// <param name="format">For whom.</param>
internal sealed class SoakReport(CommandConsole console, OutputFormat format)
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower) },
    };

    private int _lines;

    private bool IsJson => format == OutputFormat.Json;

    /// <summary>Something said in words.</summary>
    public void Say(string text) => console.Out.WriteLine(IsJson ? JsonSerializer.Serialize(new { say = text }, Json) : text);

    /// <summary>The line of a minute.</summary>
    public void Line(MinuteLine line)
    {
        if (IsJson)
        {
            console.Out.WriteLine(JsonSerializer.Serialize(new { minute = line }, Json));
            return;
        }

        if (_lines++ % 20 == 0)
            console.Out.WriteLine(
                "    time req/s pts/s    acked    204   202  400  429 5xx none  p50/p99/worst ms  stall buffer  dead   RSS heap MiB  fds thr   data MiB  owed | breakers | faults");
        var broken = line.Answers.Where(static pair => pair.Key >= 500).Sum(static pair => pair.Value);
        console.Out.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{line.At:hh\\:mm\\:ss} {line.Requests,5:0} {line.Points,5:0} {line.Acknowledged,8} "
            + $"{Of(line, 204),6} {Of(line, 202),5} {Of(line, 400) + Of(line, 422),4} {Of(line, 429),4} {broken,3} {Of(line, 0),4} "
            + $"{line.Milliseconds.P50,6:0.0}/{line.Milliseconds.P99,4:0}/{line.Milliseconds.Worst,5:0} {line.Stall,6:0} {line.Pending,6} {line.DeadLetters,5} "
            + $"{MiB(line.Memory),5} {MiB(line.Heap),8} {line.Handles,4} {line.Threads,3} {MiB(line.Data),10}  {Pairs(line.Owed)} | {Pairs(line.Breakers)} | {string.Join(", ", line.Faults)}"));
    }

    /// <summary>The table of outages.</summary>
    public void Outages(IReadOnlyList<Outage> outages)
    {
        if (IsJson)
        {
            foreach (var outage in outages)
                console.Out.WriteLine(JsonSerializer.Serialize(new { outage }, Json));
            return;
        }

        console.Out.WriteLine();
        console.Out.WriteLine("fault                       store       began      lasted s  breaker  most owed  closed after s  drained after s");
        foreach (var outage in outages)
        {
            console.Out.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"{outage.Fault.Planned.ToString(),-27} {outage.Store,-10} {outage.Fault.Began:hh\\:mm\\:ss} {(outage.Fault.Ended - outage.Fault.Began).TotalSeconds,9:0.0}   {(outage.Opened ? "opened" : "closed"),-7} {outage.MostOwed,10} {After(outage, outage.Closed),15} {After(outage, outage.Drained),16}"));
        }
    }

    /// <summary>The verdict.</summary>
    public async Task VerdictAsync(string run, IReadOnlyList<DrillPromise> rows) => await DrillResult.WriteAsync(console, format, run, rows);

    private static string After(Outage outage, TimeSpan? after) =>
        after is { } span ? span.TotalSeconds.ToString("0.0", CultureInfo.InvariantCulture) : outage.Overtaken ? "next came" : "NEVER";

    private static long Of(MinuteLine line, int status) => line.Answers.GetValueOrDefault(status);

    private static string MiB(long? bytes) => bytes is { } some ? (some / 1048576.0).ToString("0", CultureInfo.InvariantCulture) : "-";

    private static string Pairs<T>(IReadOnlyDictionary<string, T> pairs) =>
        pairs.Count == 0 ? "-" : string.Join(' ', pairs.OrderBy(static pair => pair.Key, StringComparer.Ordinal).Select(static pair => $"{pair.Key}={pair.Value}"));
}

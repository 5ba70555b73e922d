using System.Text;
using Holdfast.Pipeline.Draining;
using Holdfast.Pipeline.Tests.Support;

namespace Holdfast.Pipeline.Tests.Draining;

/// <summary>A backlog is checked against what its store holds before it is merged; what does not fit is a dead letter, the rest goes on.</summary>
public sealed class CheckedDrainTests
{
    private const string Fields =
        """{"results":[{"statement_id":0,"series":[{"name":"m","columns":["fieldKey","fieldType"],"values":[["v","integer"]]}]}]}""";

    [Fact]
    public void StepAsync_LineOfAnotherTypeThanTheStoreHolds_IsADeadLetterAndNeverSent() => VirtualWorld.Run(async world =>
    {
        var rig = await OwingAsync(world, "ok", "conflict", "ok");
        Assert.Equal(DrainStatus.Progressed, (await rig.DrainAsync()).Status);
        Assert.Equal([Line("ok", 0), Line("ok", 2)], rig.Primary.Lines);
        Assert.DoesNotContain(rig.Primary.Requests, static request => request.Contains("0.5", StringComparison.Ordinal));
        var letter = Assert.Single(await rig.LettersAsync());
        Assert.Equal(("field_type_conflict", Line("conflict", 1) + "\n"), (letter.Reason, Encoding.UTF8.GetString(letter.Bytes.Span)));
        Assert.Contains("store 's0' holds it otherwise", letter.Message, StringComparison.Ordinal);
        Assert.Equal(0, rig.Log.Owed("s0").Batches);
    });

    [Fact]
    public void StepAsync_NothingFits_SendsNothingAndGoesOn() => VirtualWorld.Run(async world =>
    {
        var rig = await OwingAsync(world, "conflict", "conflict");
        Assert.Equal(DrainStatus.Progressed, (await rig.DrainAsync()).Status);
        Assert.Empty(rig.Primary.Lines);
        Assert.Equal(2, (await rig.LettersAsync()).Count);
        Assert.Equal(0, rig.Log.Owed("s0").Batches);
    });

    [Fact]
    public void StepAsync_StoreFails_KeepsTheConflictForTheNextTime() => VirtualWorld.Run(async world =>
    {
        var rig = await OwingAsync(world, "ok", "conflict");
        rig.Primary.Answer(500);
        rig.Primary.Answers = _ => new() { Status = 200, Body = Fields };
        Assert.Equal(DrainStatus.Failed, (await rig.DrainAsync()).Status);
        Assert.Empty(await rig.LettersAsync());
        rig.Primary.Recover();
        await rig.DrainAsync();
        Assert.Single(await rig.LettersAsync());
    });

    [Fact]
    public void StepAsync_ConflictsAndPoisonWithAStoreThatThrottles_QuarantinesEachOnceAndDeliversTheRest() => VirtualWorld.Run(async world =>
    {
        var random = new Random(17);
        for (var round = 0; round < 60; round++)
        {
            var kinds = Enumerable.Range(0, random.Next(1, 40)).Select(_ => random.Next(6) switch { 0 => "conflict", 1 => "poison", _ => "ok" }).ToArray();
            var rig = await OwingAsync(world, kinds);
            rig.Primary.Behaviour = (body, _) => Task.FromResult(
                random.Next(4) == 0 ? new() { Status = 429, RetryAfter = TimeSpan.FromSeconds(1) }
                : body.Contains("-1i", StringComparison.Ordinal) ? new() { Status = 400, Body = """{"error":"points beyond retention policy"}""" }
                : rig.Primary.Commit(body));
            for (var step = 0; rig.Log.Owed("s0").Batches > 0; step++)
            {
                Assert.True(step < 1000, "the drain does not end");
                await rig.DrainAsync();
                await rig.PassAsync(2);
            }

            Assert.Equal(LinesOf(kinds, "ok"), rig.Primary.Lines.Distinct());
            var letters = (await rig.LettersAsync()).Select(static letter => Encoding.UTF8.GetString(letter.Bytes.Span).TrimEnd('\n')).ToList();
            Assert.Equal(LinesOf(kinds, "conflict").Concat(LinesOf(kinds, "poison")).Order(), letters.Order());
        }
    });

    private static IEnumerable<string> LinesOf(string[] kinds, string kind) =>
        Enumerable.Range(0, kinds.Length).Where(index => kinds[index] == kind).Select(index => Line(kind, index));

    private static string Line(string kind, int index) =>
        $"m v={kind switch { "conflict" => "0.5", "poison" => "-1i", _ => $"{index}i" }} {WritingRig.TimeOf(index)}";

    /// <summary>A primary that holds field v as an integer, is owed one batch of such lines, and is back.</summary>
    private static async Task<WritingRig> OwingAsync(VirtualWorld world, params string[] kinds)
    {
        var rig = await WritingRig.StartAsync(world);
        rig.Primary.Answers = static _ => new() { Status = 200, Body = Fields };
        rig.Primary.Answer(429, retryAfter: TimeSpan.FromSeconds(1));
        var lines = Encoding.UTF8.GetBytes(string.Concat(kinds.Select(static (kind, index) => Line(kind, index) + "\n")));
        await rig.Pipeline.WriteAsync(rig.Batch([.. Enumerable.Range(0, kinds.Length)]) with { Lines = lines }, null);
        await rig.PassAsync(2);
        rig.Primary.Recover();
        rig.Primary.Requests.Clear();
        await rig.Held.PrepareAsync("s0", default);
        return rig;
    }
}

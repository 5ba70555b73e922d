using Holdfast.Pipeline.Draining;
using Holdfast.Pipeline.Tests.Storage;
using Holdfast.Pipeline.Tests.Support;

namespace Holdfast.Pipeline.Tests.Draining;

/// <summary>The store throttles or fails in the middle of the search for poison.</summary>
public sealed class InterruptedSearchTests
{
    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(7)]
    public void StepAsync_ThrottledEveryFewRequests_EndsAllTheSame(int every) => VirtualWorld.Run(async world =>
    {
        var rig = await WritingRig.StartAsync(world);
        await OweAsync(rig, [.. Enumerable.Range(1, 200)]);
        await OweAsync(rig, 201);
        Throttle(rig, every, 17, 18, 150, 200);
        var steps = await DrainAsync(rig, 400);
        Assert.InRange(steps, 2, 120);
        Assert.Equal(Enumerable.Range(1, 201).Except([17, 18, 150, 200]).Select(WritingRig.Line), rig.Primary.Lines);
        Assert.Equal([17, 18, 150, 200], (await rig.LettersAsync()).Select(ValueOf).Order());
    });

    [Fact]
    public void StepAsync_NothingButPoisonAndThrottled_EndsAllTheSame() => VirtualWorld.Run(async world =>
    {
        var rig = await WritingRig.StartAsync(world);
        int[] all = [.. Enumerable.Range(1, 50)];
        await OweAsync(rig, all);
        Throttle(rig, 3, all);
        await DrainAsync(rig, 400);
        Assert.Empty(rig.Primary.Lines);
        Assert.Equal(all, (await rig.LettersAsync()).Select(ValueOf).Order());
    });

    [Fact]
    public void StepAsync_InterruptedBehindWholeBatches_PassesThem() => VirtualWorld.Run(async world =>
    {
        var rig = await WritingRig.StartAsync(world);
        for (var value = 1; value <= 10; value++)
            await OweAsync(rig, value);
        Throttle(rig, 5, 8);
        var result = await rig.DrainAsync();
        Assert.Equal(DrainStatus.Failed, result.Status);
        Assert.InRange(result.Batches, 5, 9);
        Assert.Equal(10 - result.Batches, rig.Log.Owed("s0").Batches);
        await DrainAsync(rig, 10);
        Assert.Equal(Enumerable.Range(1, 10).Except([8]).Select(WritingRig.Line), rig.Primary.Lines);
        Assert.Equal([8], (await rig.LettersAsync()).Select(ValueOf));
    });

    [Fact]
    public void StepAsync_DeadLettersFailInTheMiddle_ForgetsNothing() => VirtualWorld.Run(async world =>
    {
        var rig = await WritingRig.StartAsync(world);
        await OweAsync(rig, [.. Enumerable.Range(1, 64)]);
        Throttle(rig, 9, 1, 40);
        rig.Disk.Faults.FailNext(MemoryStep.SyncFile);
        Assert.Equal(DrainStatus.StorageFailed, (await rig.DrainAsync()).Status);
        await rig.PassAsync(2);
        await DrainAsync(rig, 100);
        Assert.Equal([1, 40], (await rig.LettersAsync()).Select(ValueOf).Distinct().Order());
        Assert.Equal(62, rig.Primary.Lines.Distinct(StringComparer.Ordinal).Count());
    });

    private static int ValueOf(Holdfast.Pipeline.DeadLetters.DeadLetter letter) =>
        Enumerable.Range(1, 201).Single(value => System.Text.Encoding.UTF8.GetString(letter.Bytes.Span).Trim() == WritingRig.Line(value));

    /// <summary>Refuses whatever has one of these points in it, whole, and asks for peace at every so many requests.</summary>
    private static void Throttle(WritingRig rig, int every, params int[] poison)
    {
        var bad = poison.Select(WritingRig.Line).ToHashSet(StringComparer.Ordinal);
        var requests = 0;
        rig.Primary.Behaviour = (body, _) => Task.FromResult(
            ++requests % every == 0 ? new() { Status = 429, RetryAfter = TimeSpan.FromSeconds(1) }
            : body.Split('\n').Any(bad.Contains) ? new() { Status = 422, Body = """{"message":"unable to parse"}""" }
            : rig.Primary.Commit(body));
    }

    private static async Task<int> DrainAsync(WritingRig rig, int limit)
    {
        for (var steps = 0; steps < limit; steps++)
        {
            if ((await rig.DrainAsync()).Status == DrainStatus.Idle)
                return steps;
            await rig.PassAsync(1);
        }

        Assert.Fail($"not at the end after {limit} steps: {rig.Log.Owed("s0")}");
        return limit;
    }

    private static async Task OweAsync(WritingRig rig, params int[] values)
    {
        rig.Primary.Answer(429, retryAfter: TimeSpan.FromSeconds(1));
        await rig.WriteAsync(values);
        await rig.PassAsync(1);
    }
}

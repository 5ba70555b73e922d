using Holdfast.Pipeline.Overview;
using Holdfast.Pipeline.Tests.Support;

namespace Holdfast.Pipeline.Tests.Overview;

public sealed class LetterSamplesTests
{
    [Fact]
    public void Samples_OneOfEachReason_ShowTheLine() => VirtualWorld.Run(static async world =>
    {
        var rig = await OverviewRig.StartAsync(world);
        await rig.WriteAsync("m v=1i\nbad one\nbad two\nm v=\"text\"");
        await rig.ReadAsync();
        await rig.PassAsync(2);
        var letters = (await rig.ReadAsync())["deadLetters"]!;
        Assert.Equal(3, letters["count"]!.GetValue<long>());
        Assert.Equal(
            ["field_type_conflict 1 m v=\"text\" hot telemetry_hot", "invalid_field 2 bad one hot telemetry_hot"],
            letters["reasons"]!.AsArray().Select(static reason =>
                $"{reason!["reason"]} {reason["count"]} {reason["sample"]!["line"]} {reason["sample"]!["tier"]} {reason["sample"]!["bucket"]}"));
        Assert.NotEmpty(letters["reasons"]![0]!["sample"]!["message"]!.GetValue<string>());
        Assert.NotNull((await rig.Rig.Letters.FindAsync(letters["reasons"]![0]!["sample"]!["id"]!.GetValue<string>(), CancellationToken.None)).Letter);
    });

    [Fact]
    public void Refresh_NothingChanged_ReadsNothing() => VirtualWorld.Run(static async world =>
    {
        var (rig, letters, samples) = await StartAsync(world);
        await rig.WriteAsync("bad one\nm,x v=1\nm v=1i\nm v=\"text\"");
        for (var tick = 0; tick < 100; tick++)
        {
            await samples.RefreshAsync();
            Assert.True(letters.Read.Count <= tick + 1);
            await Task.Delay(TimeSpan.FromSeconds(1), world.Time);
        }

        Assert.Equal(["field_type_conflict", "invalid_field", "invalid_tag"], letters.Read);
    });

    [Fact]
    public void Refresh_AReasonThatKeepsGrowing_IsReadOnceInItsAge() => VirtualWorld.Run(static async world =>
    {
        var (rig, letters, samples) = await StartAsync(world);
        for (var tick = 0; tick < 50; tick++)
        {
            await rig.WriteAsync($"bad {tick}");
            await samples.RefreshAsync();
            await Task.Delay(TimeSpan.FromSeconds(1), world.Time);
        }

        Assert.InRange(letters.Read.Count, 9, 11);
    });

    /// <summary>More reasons grow than are read within the age, one a second: whoever went by their names would never come to the last.</summary>
    [Fact]
    public void Refresh_ManyReasonsThatKeepGrowing_EachHasItsTurn() => VirtualWorld.Run(static async world =>
    {
        var (rig, letters, samples) = await StartAsync(world);
        for (var tick = 0; tick < 28; tick++)
        {
            await rig.WriteAsync("m v=1i\nm v=\"text\"\nm v\nm,x v=1\nm\nm v=1i 1\nm v=1i x\nm v=1x");
            await samples.RefreshAsync();
            await Task.Delay(TimeSpan.FromSeconds(1), world.Time);
        }

        Assert.True(letters.Summary.Reasons.Count > 5);
        Assert.All(letters.Summary.Reasons, reason => Assert.True(letters.Read.Count(read => read == reason.Reason) >= 3, reason.Reason));
    });

    [Fact]
    public void Refresh_ReasonGone_IsForgotten() => VirtualWorld.Run(static async world =>
    {
        var (rig, _, samples) = await StartAsync(world);
        await rig.WriteAsync("bad one");
        await samples.RefreshAsync();
        var letter = samples.Latest["invalid_field"].Letter!;
        await rig.Rig.Letters.RemoveAsync([letter.Id], CancellationToken.None);
        await samples.RefreshAsync();
        Assert.Empty(samples.Latest);
    });

    [Fact]
    public void Refresh_AReadingThatHangs_HoldsUpNobody() => VirtualWorld.Run(static async world =>
    {
        var (rig, letters, samples) = await StartAsync(world);
        var gate = new TaskCompletionSource();
        letters.Gate = gate.Task;
        await rig.WriteAsync("bad one");
        await samples.RefreshAsync();
        await samples.RefreshAsync();
        Assert.Single(letters.Read);
        Assert.Empty(samples.Latest);
        gate.SetResult();
        await samples.Reading;
        Assert.Single(samples.Latest);
    });

    [Theory]
    [InlineData(300, 300, false)]
    [InlineData(301, 300, true)]
    [InlineData(5000, 300, true)]
    public void LineOf_LongLine_IsCut(int length, int shown, bool cut)
    {
        var line = OverviewLists.LineOf(System.Text.Encoding.UTF8.GetBytes(new string('é', length) + "\nsecond"));
        Assert.Equal((shown, cut), (line.Length, line[^1] == '…'));
    }

    [Fact]
    public void LineOf_NoUtf8_IsReplaced() => Assert.Equal("m v=\uFFFD", OverviewLists.LineOf([.. "m v="u8, 0xFF]));

    private static async Task<(OverviewRig Rig, CountingLetters Letters, LetterSamples Samples)> StartAsync(VirtualWorld world)
    {
        var rig = await OverviewRig.StartAsync(world);
        var letters = new CountingLetters(rig.Rig.Letters);
        return (rig, letters, new(letters, TimeSpan.FromSeconds(5), world.Time));
    }
}

using System.Globalization;
using Holdfast.Browser.Support;
using Holdfast.Routing.Planning;

namespace Holdfast.Browser;

/// <summary>Times to live as people say them, wherever the page tells one: exact, since a target with another one is not used.</summary>
[Collection(BrowserCollection.Name)]
public sealed class LivesTests(Chromium chromium)
{
    [SkippableTheory]
    [InlineData("7.00:00:00", "7 d")]
    [InlineData("30.00:00:00", "30 d")]
    [InlineData("365.00:00:00", "365 d")]
    [InlineData("12:00:00", "12 h")]
    [InlineData("1.12:00:00", "1 d 12 h")]
    [InlineData("1.00:00:01", "1 d 1 s")]
    [InlineData("00:05:30", "5 min 30 s")]
    [InlineData("00:00:00.2500000", "0.25 s")]
    [InlineData("36500.23:59:59.9990000", "36500 d 23 h 59 min 59.999 s")]
    [InlineData("00:00:00", "for ever")]
    public async Task TimeToLive_WhereverItIsTold_IsShortAndExact(string configured, string shown)
    {
        await using var fake = await FakeHoldfast.StartAsync();
        var (lives, others) = (TimeSpan.ParseExact(configured, "c", CultureInfo.InvariantCulture), TimeSpan.FromHours(1));
        var right = RetentionRule.Compare(lives, lives).Reason;
        var (wrong, words) = (RetentionRule.Compare(lives, others).Reason, $"its time to live is 1 h, the tier's is {shown}");
        fake.State = () => Scenes.Failing() is var scene ? scene with
        {
            Headline = $"The primary of hot is not used: {wrong}.",
            Alerts = [scene.Alerts[2] with { Detail = $"replica/cold is not written to: {wrong}" }],
            Tiers =
            [
                scene.Tiers[0] with
                {
                    RetentionSeconds = lives.TotalSeconds,
                    Targets = [scene.Tiers[0].Targets[0] with { Eligible = false, Reason = wrong }, scene.Tiers[0].Targets[1] with { Reason = right }],
                },
            ],
        } : throw new InvalidOperationException();
        await using var viewer = await chromium.OpenAsync(fake.Url);
        await viewer.SeeAsync("#headline", words);
        Assert.Equal($"The primary of hot is not used: {words}.", await viewer.TextAsync("#headline"));
        Assert.Equal($"replica/cold is not written to: {words}", await viewer.TextAsync(".alert .detail"));
        Assert.Equal(
            [$"Not eligible: {words}", $"its time to live is the tier's, {shown}", "Takes what no target takes; delivered in order."],
            await viewer.Page.Locator(".node [data-ref=why]").AllInnerTextsAsync());
        Assert.Equal($"telemetry_hot · kept {shown}", await viewer.TextAsync("[data-ref=keeps]"));
        await viewer.AssertQuietAsync();
    }

    /// <summary>A store's own words, times of day among them, are shown as the store said them.</summary>
    [SkippableFact]
    public async Task TimeOfDay_InAStoresMessage_StaysAsItIs()
    {
        const string Said = "it refuses writes: token expired on 7.12:00:00, the clock's is 12:30:00";
        await using var fake = await FakeHoldfast.StartAsync();
        fake.State = () => Scenes.Failing() is var scene ? scene with
        {
            Tiers = [scene.Tiers[0] with { Targets = [scene.Tiers[0].Targets[0] with { Eligible = false, Reason = Said }] }],
        } : throw new InvalidOperationException();
        await using var viewer = await chromium.OpenAsync(fake.Url);
        await viewer.SeeAsync(".node:nth-child(1) [data-ref=why]", $"Not eligible: {Said}");
    }
}

using Holdfast.Browser.Support;

namespace Holdfast.Browser;

/// <summary>How the page stays connected, and that it says so when it is not.</summary>
[Collection(BrowserCollection.Name)]
public sealed class ConnectionTests(Chromium chromium)
{
    [SkippableFact]
    public async Task Page_WhereTheHostStreams_FollowsTheStreamAndPollsNoMore()
    {
        await using var fake = await FakeHoldfast.StartAsync();
        await using var viewer = await chromium.OpenAsync(fake.Url);
        await viewer.SeeAsync("#link", "Live");
        var polls = fake.Polls;
        fake.State = Scenes.Failing;
        await viewer.SeeAsync("#word", "Critical");
        fake.State = Scenes.Calm;
        await viewer.SeeAsync("#word", "All well");
        Assert.Equal(polls, fake.Polls);
        Assert.Equal(1, fake.Streams);
        await viewer.AssertQuietAsync();
    }

    [SkippableFact]
    public async Task Page_WhereTheHostCannotStream_Polls()
    {
        await using var fake = await FakeHoldfast.StartAsync();
        fake.State = static () => Scenes.Calm() with { Streaming = false };
        await using var viewer = await chromium.OpenAsync(fake.Url);
        await viewer.SeeAsync("#link", "Polling");
        fake.State = static () => Scenes.Failing() with { Streaming = false };
        await viewer.SeeAsync("#word", "Critical");
        Assert.Equal(0, fake.Streams);
        await viewer.AssertQuietAsync();
    }

    [SkippableFact]
    public async Task Page_WhenAllStreamsAreTaken_PollsInstead()
    {
        await using var fake = await FakeHoldfast.StartAsync();
        fake.RefusesStreams = true;
        await using var viewer = await chromium.OpenAsync(fake.Url);
        await viewer.SeeAsync("#link", "Polling");
        fake.State = Scenes.Failing;
        await viewer.SeeAsync("#word", "Critical");
        Assert.Equal(1, fake.Streams);
        await viewer.AssertQuietAsync("503 (Service Unavailable)");
    }

    [SkippableFact]
    public async Task Page_WhenTheServerGoesAway_SaysSoAgesItsDataAndComesBack()
    {
        await using var fake = await FakeHoldfast.StartAsync();
        fake.State = Scenes.Failing;
        await using var viewer = await chromium.OpenAsync(fake.Url);
        await viewer.SeeAsync("#word", "Critical");
        await fake.StopAsync();

        await viewer.SeeAsync("#word", "Connection lost");
        await viewer.SeeAsync("#link", "Lost");
        await viewer.SeeAsync("#news", "Connection lost");

        // It ages, whichever of its seconds are seen.
        const string age = "Number(/data of (\\d+) s ago/.exec(document.getElementById('headline').textContent)?.[1] ?? -1)";
        await viewer.UntilAsync($"() => {age} >= 0 && (window.aged = {age}, true)");
        await viewer.UntilAsync($"() => {age} >= window.aged + 2");
        await viewer.SeeAsync("#asof", "not reachable since");
        Assert.Equal("Connection lost · Holdfast", await viewer.Page.TitleAsync());
        Assert.Equal("true", await viewer.Button("Isolate primary").GetAttributeAsync("aria-disabled"));
        Assert.Equal("true", await viewer.Button("Compare now").GetAttributeAsync("aria-disabled"));
        Assert.True(await viewer.Page.EvaluateAsync<bool>("() => [...document.querySelectorAll('main > :not(.top), .alerts, #figures')].every(part => part.classList.contains('stale'))"));
        Assert.Empty(await viewer.InspectAsync());
        await viewer.ShootAsync("lost");

        // A button that does nothing now does not open what it cannot do.
        await viewer.Button("Isolate primary").ClickAsync(new() { Force = true });
        Assert.False(await viewer.Page.Locator("#order-dialog").IsVisibleAsync());

        await fake.ListenAsync();
        await viewer.SeeAsync("#link", "Live");
        await viewer.SeeAsync("#word", "Critical");
        Assert.Equal(0, await viewer.Page.Locator(".stale").CountAsync());
        Assert.Null(await viewer.Button("Isolate primary").GetAttributeAsync("aria-disabled"));
        await viewer.AssertQuietAsync("Failed to load resource");
    }

    [SkippableFact]
    public async Task Page_WhenTheServerHangs_CallsItsDataOldAndRecoversByItself()
    {
        await using var fake = await FakeHoldfast.StartAsync();
        await using var viewer = await chromium.OpenAsync(fake.Url);
        await viewer.SeeAsync("#link", "Live");
        fake.IsMute = true;
        await viewer.SeeAsync("#word", "Connection lost");
        fake.IsMute = false;
        await viewer.SeeAsync("#word", "All well");
        await viewer.AssertQuietAsync("Failed to load resource");
    }

    [SkippableFact]
    public async Task Page_OfAServerThatFailsFromTheStart_ClaimsNothing()
    {
        await using var fake = await FakeHoldfast.StartAsync();
        fake.State = static () => throw new InvalidOperationException("no state");
        await using var viewer = await chromium.OpenAsync(fake.Url);
        await viewer.SeeAsync("#word", "Not reachable");
        Assert.False(await viewer.Page.Locator("#tiers").IsVisibleAsync());
        Assert.Empty(await viewer.InspectAsync());
        fake.State = static () => Scenes.Calm();
        await viewer.SeeAsync("#word", "All well");
    }
}

using Holdfast.Browser.Support;

namespace Holdfast.Browser;

/// <summary>A Holdfast with tokens shows nothing without one.</summary>
[Collection(BrowserCollection.Name)]
public sealed class TokenTests(Chromium chromium)
{
    private const string Secret = "correct horse";

    [SkippableFact]
    public async Task Token_Wrong_IsAskedForAgainAndTheRightOneShowsEverything()
    {
        await using var fake = await FakeHoldfast.StartAsync();
        fake.Token = Secret;
        await using var viewer = await chromium.OpenAsync(fake.Url);
        var entry = viewer.Page.GetByLabel("Token", new() { Exact = true });
        await entry.WaitForAsync();
        Assert.Equal("password", await entry.GetAttributeAsync("type"));
        Assert.True(await viewer.Page.EvaluateAsync<bool>("() => document.activeElement.id === 'token'"));
        Assert.False(await viewer.Page.Locator("#stores").IsVisibleAsync());
        Assert.Empty(await viewer.InspectAsync());
        await viewer.ShootAsync("token", whole: false);

        await entry.FillAsync("wrong battery");
        await entry.PressAsync("Enter");
        await viewer.SeeAsync("#token-message", "refused");
        Assert.Equal("", await entry.InputValueAsync());

        await entry.FillAsync(Secret);
        await entry.PressAsync("Enter");
        await viewer.SeeAsync("#link", "Live");
        await viewer.SeeAsync("#word", "All well");
        Assert.False(await viewer.Page.Locator("#token-dialog").IsVisibleAsync());

        // Kept in this tab, nowhere else, and not in the page.
        Assert.Equal(Secret, await viewer.Page.EvaluateAsync<string>("() => Object.values(sessionStorage).join()"));
        Assert.Equal("", await viewer.Page.EvaluateAsync<string>("() => Object.values(localStorage).join() + document.cookie"));
        Assert.DoesNotContain(Secret, await viewer.Page.ContentAsync(), StringComparison.Ordinal);
        await viewer.Page.ReloadAsync();
        await viewer.SeeAsync("#link", "Live");
        await viewer.AssertQuietAsync("401 (Unauthorized)");
    }

    [SkippableFact]
    public async Task Token_Forgotten_IsAskedForAgainAndNothingStaysOnThePage()
    {
        await using var fake = await FakeHoldfast.StartAsync();
        fake.Token = Secret;
        await using var viewer = await chromium.OpenAsync(fake.Url);
        await viewer.Page.GetByLabel("Token", new() { Exact = true }).FillAsync(Secret);
        await viewer.Button("Use token").ClickAsync();
        await viewer.SeeAsync("#word", "All well");
        await viewer.Button("Forget token").ClickAsync();
        await viewer.Page.Locator("#token").WaitForAsync();
        Assert.Equal(0, await viewer.Page.EvaluateAsync<int>("() => sessionStorage.length"));
        Assert.Equal(0, await viewer.Page.Locator(".store").CountAsync());
    }

    [SkippableFact]
    public async Task Token_DialogClosed_CanBeOpenedAgain()
    {
        await using var fake = await FakeHoldfast.StartAsync();
        fake.Token = Secret;
        await using var viewer = await chromium.OpenAsync(fake.Url);
        await viewer.Page.Locator("#token").WaitForAsync();
        await viewer.Page.Keyboard.PressAsync("Escape");
        await viewer.SeeAsync("#word", "Locked");
        Assert.Empty(await viewer.InspectAsync());
        await viewer.Button("Enter token").ClickAsync();
        await viewer.Page.Locator("#token").FillAsync(Secret);
        await viewer.Page.Keyboard.PressAsync("Enter");
        await viewer.SeeAsync("#word", "All well");
    }

    [SkippableFact]
    public async Task Token_NoLongerGood_LocksThePage()
    {
        await using var fake = await FakeHoldfast.StartAsync();
        fake.State = static () => Scenes.Calm() with { Streaming = false };
        await using var viewer = await chromium.OpenAsync(fake.Url);
        await viewer.SeeAsync("#word", "All well");
        fake.Token = Secret;
        await viewer.SeeAsync("#word", "Locked");
        Assert.Equal("true", await viewer.Page.Locator("#compare").GetAttributeAsync("aria-disabled"));
    }
}

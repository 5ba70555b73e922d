using Holdfast.Tests.Support;
using Microsoft.Playwright;

namespace Holdfast.Browser.Support;

/// <summary>Debian's chromium, started once for all tests. Nothing is downloaded: the driver comes with the package, the browser with the machine.</summary>
public sealed class Chromium : IAsyncLifetime
{
    private static readonly string[] Quiet =
        ["--no-sandbox", "--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-first-run"];

    private IPlaywright? _playwright;
    private IBrowser? _browser;

    public Task InitializeAsync() => Task.CompletedTask;

    /// <summary>Opens a page in a context of its own: no cookies, no storage.</summary>
    /// <param name="url">Where Holdfast listens.</param>
    /// <param name="width">The window's width, in CSS pixels.</param>
    /// <param name="height">Its height.</param>
    /// <param name="scheme">Light or dark.</param>
    internal async Task<Viewer> OpenAsync(string url, int width = 1280, int height = 800, ColorScheme scheme = ColorScheme.Light)
    {
        var program = Partner.Require("chromium");
        _playwright ??= await Playwright.CreateAsync();
        _browser ??= await _playwright.Chromium.LaunchAsync(new() { ExecutablePath = program, Args = Quiet });
        var context = await _browser.NewContextAsync(new()
        {
            ViewportSize = new() { Width = width, Height = height },
            ColorScheme = scheme,
            ReducedMotion = ReducedMotion.Reduce,
        });
        return await Viewer.OpenAsync(context, url);
    }

    public async Task DisposeAsync()
    {
        if (_browser is not null)
            await _browser.CloseAsync();
        _playwright?.Dispose();
    }
}

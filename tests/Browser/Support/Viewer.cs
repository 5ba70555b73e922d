using Microsoft.Playwright;

namespace Holdfast.Browser.Support;

/// <summary>An operator's browser, looked over the shoulder: what its console says, what it asks whom for, how its layout jumps.</summary>
internal sealed class Viewer : IAsyncDisposable
{
    /// <summary>How long anything that must come is waited for, in milliseconds: far beyond what is seen on a busy machine.</summary>
    public const float Patience = 60_000;

    /// <summary>How far a layout may shift in sum, as the Layout Instability API measures it; 0.1 counts as good elsewhere.</summary>
    public const double MaximumShift = 0.02;

    private const string Watch = """
        window.seen = { shift: 0, moved: [], violations: [] };
        new PerformanceObserver(list => {
          for (const entry of list.getEntries()) {
            if (entry.hadRecentInput) continue;
            window.seen.shift += entry.value;
            window.seen.moved.push(...entry.sources.map(source => `${entry.value.toFixed(4)} ${source.node?.id || source.node?.className || source.node?.nodeName}`));
          }
        }).observe({ type: 'layout-shift', buffered: true });
        document.addEventListener('securitypolicyviolation', event => window.seen.violations.push(`${event.violatedDirective} ${event.blockedURI} ${event.sample}`));
        """;

    private static readonly Lazy<string> Checks = new(static () =>
    {
        using var stream = typeof(Viewer).Assembly.GetManifestResourceStream("checks.js")!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    });

    private readonly IBrowserContext _context;
    private readonly string _origin;
    private readonly Lock _gate = new();
    private readonly List<string> _complaints = [];
    private readonly List<string> _foreign = [];

    private Viewer(IBrowserContext context, IPage page, string origin) => (_context, Page, _origin) = (context, page, origin);

    /// <summary>The page.</summary>
    public IPage Page { get; }

    /// <summary>Opens the page in a context.</summary>
    public static async Task<Viewer> OpenAsync(IBrowserContext context, string url)
    {
        await context.AddInitScriptAsync(Watch);
        var page = await context.NewPageAsync();
        var viewer = new Viewer(context, page, url.TrimEnd('/') + "/");
        page.Console += (_, message) => viewer.Note(message.Type is "error" or "warning", $"{message.Type}: {message.Text}");
        page.PageError += (_, error) => viewer.Note(true, $"uncaught: {error}");
        page.Request += (_, request) => viewer.Ask(request.Url);
        page.SetDefaultTimeout(Patience);
        await page.GotoAsync(url);
        return viewer;
    }

    /// <summary>A button by its accessible name.</summary>
    public ILocator Button(string name) => Page.GetByRole(AriaRole.Button, new() { Name = name, Exact = true });

    /// <summary>The words of an element.</summary>
    public async Task<string> TextAsync(string selector) => (await Page.Locator(selector).InnerTextAsync()).Trim();

    /// <summary>Waits until an element has these words somewhere.</summary>
    public async Task SeeAsync(string selector, string words)
    {
        try
        {
            await Page.Locator(selector).Filter(new() { HasText = words }).First.WaitForAsync();
        }
        catch (TimeoutException)
        {
            Assert.Fail($"{selector} does not say \"{words}\" but: {string.Join(" | ", await Page.Locator(selector).AllInnerTextsAsync())}");
        }
    }

    /// <summary>Waits until an expression of the page is true.</summary>
    public Task UntilAsync(string expression) => Page.WaitForFunctionAsync(expression, null, new() { PollingInterval = 50 });

    /// <summary>What the checks of structure, names, contrast and size find wrong with what is shown now.</summary>
    public Task<string[]> InspectAsync() => Page.EvaluateAsync<string[]>(Checks.Value);

    /// <summary>Keeps a picture of the whole page, or of the window, for whoever wants to look.</summary>
    public async Task ShootAsync(string name, bool whole = true)
    {
        var folder = Environment.GetEnvironmentVariable("HOLDFAST_SCREENSHOTS") ?? Path.Combine(Path.GetTempPath(), "holdfast-screenshots");
        await Page.ScreenshotAsync(new() { Path = Path.Combine(folder, $"{name}.png"), FullPage = whole });
    }

    /// <summary>The page said nothing on its console, broke no policy, asked nobody but its own host, and did not jump.</summary>
    /// <param name="expected">A complaint with these words is the browser's own, of a request that the test made fail.</param>
    /// <param name="maximumShift">How far the layout may have shifted.</param>
    public async Task AssertQuietAsync(string? expected = null, double maximumShift = MaximumShift)
    {
        lock (_gate)
        {
            Assert.All(_complaints, complaint => Assert.True(expected is not null && complaint.Contains(expected, StringComparison.Ordinal), complaint));
            Assert.Empty(_foreign);
        }

        Assert.Empty(await Page.EvaluateAsync<string[]>("() => window.seen.violations"));
        var shift = await Page.EvaluateAsync<double>("() => window.seen.shift");
        Assert.True(shift < maximumShift, $"the layout shifted by {shift}: {string.Join(", ", await Page.EvaluateAsync<string[]>("() => window.seen.moved"))}");
    }

    public async ValueTask DisposeAsync() => await _context.CloseAsync();

    private void Note(bool bad, string words)
    {
        if (!bad)
            return;
        lock (_gate)
            _complaints.Add(words);
    }

    private void Ask(string url)
    {
        if (url.StartsWith(_origin, StringComparison.Ordinal) || url.StartsWith("data:", StringComparison.Ordinal))
            return;
        lock (_gate)
            _foreign.Add(url);
    }
}

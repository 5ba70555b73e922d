using Holdfast.Browser.Support;
using Holdfast.Pipeline.Overview;

namespace Holdfast.Browser;

/// <summary>What producers, stores and configurations say is shown as text, whatever it looks like.</summary>
[Collection(BrowserCollection.Name)]
public sealed class HostileTests(Chromium chromium)
{
    private const string Evil = "<img src=x onerror=\"window.broken=1\"><script>window.broken=1</script>'\"&amp;${7*7}";

    [SkippableTheory]
    [InlineData(1280)]
    [InlineData(360)]
    public async Task Text_ThatLooksLikeMarkup_IsShownAsItIs(int width)
    {
        await using var fake = await FakeHoldfast.StartAsync();
        fake.State = Poisoned;
        fake.Answer = static (order, _) => order.StartsWith("GET", StringComparison.Ordinal)
            ? (200, new { reasons = new { }, letters = new[] { new { id = Evil, time = Evil, source = Evil, tier = Evil, bucket = Evil, message = Evil, line = 1, column = 1, attempts = 1, size = 1 } }, next = (string?)null, fault = Evil })
            : (500, new { message = Evil });
        await using var viewer = await chromium.OpenAsync(fake.Url, width);
        await viewer.SeeAsync("#headline", Evil);
        foreach (var place in new[] { ".alert", ".tier h3", ".node .label", ".store h3", ".reason", "#reports", ".lane", "#about" })
            await viewer.SeeAsync(place, Evil);

        await viewer.Button($"Isolate {Evil}").First.ClickAsync();
        await viewer.SeeAsync("#order-title", Evil);
        await viewer.Button("Isolate").ClickAsync();
        await viewer.SeeAsync("#order-outcome", Evil);
        var order = Assert.Single(fake.Orders);
        Assert.Equal($"POST /ops/stores/{Evil}/isolate", Uri.UnescapeDataString(order));
        Assert.Equal(4, order.Count(static letter => letter == '/'));
        await viewer.Page.Keyboard.PressAsync("Escape");
        await viewer.Button($"Show letters of {Evil}").ClickAsync();
        await viewer.SeeAsync(".letter .message", Evil);
        Assert.Equal(0, await viewer.Page.Locator("img, main script, dialog script").CountAsync());
        Assert.True(await viewer.Page.EvaluateAsync<bool>("() => window.broken === undefined"));
        Assert.True(await viewer.Page.EvaluateAsync<bool>("() => document.documentElement.scrollWidth <= innerWidth"));
        await viewer.AssertQuietAsync("500 (Internal Server Error)");
    }

    [SkippableFact]
    public async Task Numbers_ThatAreMissingOrHuge_BreakNothing()
    {
        await using var fake = await FakeHoldfast.StartAsync();
        fake.State = static () => Scenes.Failing() is var scene ? scene with
        {
            Tiers = [.. scene.Tiers.Select(static tier => tier with { Latency = null, Rate = new(9e15, 9e18, 9e9) })],
            Stores = [.. scene.Stores.Select(static store => store with { Mode = "molten", Latency = null, Owed = new(long.MaxValue, long.MaxValue, long.MaxValue, 1, null) })],
            Timeline = scene.Timeline with { Stores = [] },
            Instance = new string('w', 300),
        } : throw new InvalidOperationException();
        await using var viewer = await chromium.OpenAsync(fake.Url, 360, 740);
        await viewer.SeeAsync(".store", "Unknown");
        Assert.Empty(await viewer.InspectAsync());
        await viewer.AssertQuietAsync();
    }

    private static OverviewDocument Poisoned()
    {
        var scene = Scenes.Failing();
        return scene with
        {
            Headline = Evil,
            Instance = Evil,
            Head = Evil,
            Version = Evil,
            Alerts = [.. scene.Alerts.Select(static alert => alert with { Title = Evil, Detail = Evil, Runbook = Evil, Tier = Evil })],
            Tiers = [.. scene.Tiers.Take(1).Select(static tier => tier with
            {
                Name = Evil, Bucket = Evil, Targets = [.. tier.Targets.Select(static target => target with { Store = Evil + target.Position, Bucket = "b" + Evil, Reason = Evil })],
            })],
            Stores = [.. scene.Stores.Select(static (store, index) => store with { Name = Evil + (index == 0 ? "" : "2"), Url = "javascript:alert(1)" + Evil, Region = Evil, Reason = Evil })],
            Timeline = scene.Timeline with
            {
                Stores = [.. scene.Timeline.Stores.Select(static (line, index) => line with { Store = Evil + index, Transitions = [.. line.Transitions.Select(static change => change with { Reason = Evil })] })],
            },
            DeadLetters = scene.DeadLetters with { Reasons = [new(Evil, 1, new(Evil, scene.At, Evil, Evil, Evil, Evil))] },
            Reconciliations = scene.Reconciliations with { Reports = [.. scene.Reconciliations.Reports.Select(static report => report with { Id = Evil, Tier = Evil, Message = Evil })] },
        };
    }
}

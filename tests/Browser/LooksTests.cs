using Holdfast.Browser.Support;
using Holdfast.Pipeline.Overview;
using Microsoft.Playwright;

namespace Holdfast.Browser;

/// <summary>The page in every state, on a desk and on a phone, by day and by night: readable, named, and within its window.</summary>
[Collection(BrowserCollection.Name)]
public sealed class LooksTests(Chromium chromium)
{
    [SkippableTheory]
    [InlineData("desk", 1280, 800, ColorScheme.Light)]
    [InlineData("desk-dark", 1280, 800, ColorScheme.Dark)]
    [InlineData("phone", 360, 740, ColorScheme.Light)]
    [InlineData("phone-dark", 360, 740, ColorScheme.Dark)]
    [InlineData("tablet", 768, 1024, ColorScheme.Light)]
    public async Task Page_InEveryState_HoldsUp(string name, int width, int height, ColorScheme scheme)
    {
        await using var fake = await FakeHoldfast.StartAsync();
        await using var viewer = await chromium.OpenAsync(fake.Url, width, height, scheme);
        foreach (var (state, word, scene) in new (string, string, Func<OverviewDocument>)[]
        {
            ("ok", "All well", Scenes.Calm), ("failing", "Critical", Scenes.Failing), ("recovering", "Recovering", () => Scenes.Recovering()), ("over", "All well", Scenes.Calm),
        })
        {
            fake.State = scene;
            await viewer.SeeAsync("#word", word);
            Assert.Empty(await viewer.InspectAsync());
            await viewer.ShootAsync($"{name}-{state}");
        }

        await viewer.SeeAsync(".store", "Recovered");
        await viewer.AssertQuietAsync();
        fake.State = Scenes.Failing;
        await viewer.Page.Locator("details").EvaluateAsync("details => { details.open = true; }");
        await viewer.SeeAsync("#transitions", "5.2 % of 420 requests failed within 60 s");
        Assert.Empty(await viewer.InspectAsync());
    }

    [SkippableFact]
    public async Task Dialogs_OnAPhoneByNight_HoldUp()
    {
        await using var fake = await FakeHoldfast.StartAsync();
        fake.State = Scenes.Failing;
        await using var viewer = await chromium.OpenAsync(fake.Url, 360, 740, ColorScheme.Dark);
        await viewer.SeeAsync("#word", "Critical");
        foreach (var button in new[] { "Isolate primary", "Restore primary", "Redrive letters of bad_timestamp", "Show letters of bad_timestamp", "What to do: Fallback share of hot" })
        {
            await viewer.Button(button).ClickAsync();
            Assert.Empty(await viewer.InspectAsync());
            await viewer.ShootAsync($"dialog-{button.Split(' ')[0]}", whole: false);
            await viewer.Page.Keyboard.PressAsync("Escape");
        }

        // Who wants no motion gets none.
        Assert.Equal("0s", await viewer.Page.EvaluateAsync<string>("() => getComputedStyle(document.querySelector('.meter i')).transitionDuration"));
    }

    [SkippableFact]
    public async Task Focus_ByTabThroughTheWholePage_IsVisibleAndInOrder()
    {
        await using var fake = await FakeHoldfast.StartAsync();
        fake.State = Scenes.Failing;
        await using var viewer = await chromium.OpenAsync(fake.Url);
        await viewer.SeeAsync("#word", "Critical");
        var expected = await viewer.Page.EvaluateAsync<string[]>("""
            () => { window.nameOf = node => node.id || node.getAttribute('aria-label') || node.textContent.trim();
                    return [...document.querySelectorAll('a[href], button, select, summary, [tabindex="0"]')].filter(node => !node.closest('dialog') && (node.checkVisibility())).map(nameOf); }
            """);
        var seen = new List<string>();
        for (var press = 0; press < expected.Length; press++)
        {
            await viewer.Page.Keyboard.PressAsync("Tab");
            seen.Add(await viewer.Page.EvaluateAsync<string>("""
                () => { const node = document.activeElement, style = getComputedStyle(node), box = node.getBoundingClientRect();
                        const visible = style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2 && box.top >= 0 && box.bottom <= innerHeight + 1;
                        return visible ? nameOf(node) : `${nameOf(node)}: not seen`; }
                """));
        }

        Assert.Equal(expected, seen);
    }

    [SkippableFact]
    public async Task Skip_FirstTab_LeadsToTheContent()
    {
        await using var fake = await FakeHoldfast.StartAsync();
        await using var viewer = await chromium.OpenAsync(fake.Url);
        await viewer.SeeAsync("#word", "All well");
        await viewer.Page.Keyboard.PressAsync("Tab");
        Assert.True(await viewer.Page.EvaluateAsync<bool>("() => document.activeElement.matches('.skip') && document.activeElement.getBoundingClientRect().top >= 0"));
        await viewer.Page.Keyboard.PressAsync("Enter");
        Assert.Equal("main", await viewer.Page.EvaluateAsync<string>("() => document.activeElement.id"));
    }

    [SkippableFact]
    public async Task Update_WhileSomebodySelectsAndPointsAtThings_TakesNothingAway()
    {
        await using var fake = await FakeHoldfast.StartAsync();
        fake.State = Scenes.Failing;
        await using var viewer = await chromium.OpenAsync(fake.Url);
        await viewer.SeeAsync("#word", "Critical");
        await viewer.Button("What to do: replica may not serve cold").FocusAsync();
        await viewer.Page.EvaluateAsync("""
            () => { const message = document.querySelector('.reason [data-ref="message"]');
                    getSelection().selectAllChildren(message);
                    window.kept = [...document.querySelectorAll('.tier, .node, .store, .reason, .lane')]; }
            """);

        // The alert that has the focus moves to the top, and everything else changes as well.
        fake.State = static () => Scenes.Failing() is var failing ? failing with
        {
            Headline = "Act now: something else.",
            Alerts = [failing.Alerts[2], failing.Alerts[0]],
            Stores = [failing.Stores[0] with { Owed = new(9999, 1, 1, 1, failing.At) }, failing.Stores[1]],
            DeadLetters = failing.DeadLetters with { Count = 99, Reasons = [failing.DeadLetters.Reasons[1], failing.DeadLetters.Reasons[0] with { Count = 96 }] },
        } : throw new InvalidOperationException();
        await viewer.SeeAsync("#headline", "something else");
        await viewer.SeeAsync(".store", "9999 batches");
        Assert.Equal("What to do: replica may not serve cold", await viewer.Page.EvaluateAsync<string>("() => document.activeElement.getAttribute('aria-label')"));
        Assert.Equal("field \"usage\" is a float, and this is a string", await viewer.Page.EvaluateAsync<string>("() => getSelection().toString()"));
        Assert.True(await viewer.Page.EvaluateAsync<bool>("() => kept.every(node => node.isConnected)"));

        // No button moves under the pointer: reasons keep their place although the server sorts them anew.
        Assert.Equal(["field_type_conflict", "bad_timestamp"], await viewer.Page.Locator(".reason [data-ref=reason]").AllInnerTextsAsync());

        // The focus is not thrown to the document's beginning when what had it goes.
        fake.State = Scenes.Calm;
        await viewer.SeeAsync("#word", "All well");
        Assert.Equal("main", await viewer.Page.EvaluateAsync<string>("() => document.activeElement.id"));

        // Alerts changed places under the focus, which is meant.
        await viewer.AssertQuietAsync(maximumShift: 0.1);
    }

    [SkippableFact]
    public async Task News_OnChangesOfTheVerdict_AreSpokenAndNothingElseIs()
    {
        await using var fake = await FakeHoldfast.StartAsync();
        await using var viewer = await chromium.OpenAsync(fake.Url);
        await viewer.SeeAsync("#news", "All well. All 3 tiers write to their primary.");
        await viewer.Page.EvaluateAsync("() => { window.spoken = []; new MutationObserver(() => spoken.push(document.getElementById('news').textContent)).observe(document.getElementById('news'), { childList: true, characterData: true, subtree: true }); }");
        fake.State = () => Scenes.Calm() with { Log = new(1, 100, 0.01, 1, 0, 0) };
        await viewer.SeeAsync("#figures", "of 100 B");
        fake.State = () => Scenes.Recovering();
        await viewer.SeeAsync("#news", "Recovering.");
        Assert.Single(await viewer.Page.EvaluateAsync<string[]>("() => spoken"));
        Assert.Equal(1, await viewer.Page.Locator("[aria-live]").CountAsync());
    }
}

using Holdfast.Browser.Support;
using Holdfast.Pipeline.Overview;
using Holdfast.Routing.Breakers;

namespace Holdfast.Browser;

/// <summary>What an operator orders: told beforehand, confirmed, and answered; without a mouse.</summary>
[Collection(BrowserCollection.Name)]
public sealed class OrderTests(Chromium chromium)
{
    [SkippableFact]
    public async Task IsolateAndRestore_ByKeyboardAlone_AreConfirmedSentAndSeen()
    {
        await using var fake = await FakeHoldfast.StartAsync();
        await using var viewer = await chromium.OpenAsync(fake.Url);
        await viewer.SeeAsync("#word", "All well");
        var keyboard = viewer.Page.Keyboard;

        await TabToAsync(viewer, "Isolate primary");
        await keyboard.PressAsync("Enter");
        await viewer.SeeAsync("#order-title", "Isolate primary?");
        Assert.Equal("order-reason", await FocusedAsync(viewer, "id"));
        var effects = await viewer.TextAsync("#order-effects");
        Assert.Contains("No request goes to primary until you restore it.", effects, StringComparison.Ordinal);
        Assert.Contains("hot: it is the primary; writes go to replica.", effects, StringComparison.Ordinal);
        Assert.Empty(await viewer.InspectAsync());
        await viewer.ShootAsync("isolate", whole: false);

        // The focus stays within the dialog, and Esc leaves without doing anything.
        for (var press = 0; press < 8; press++)
        {
            await keyboard.PressAsync("Tab");
            Assert.True(await viewer.Page.EvaluateAsync<bool>("() => document.activeElement === document.body || document.activeElement.closest('#order-dialog') !== null"));
        }

        await keyboard.PressAsync("Escape");
        Assert.Equal("Isolate primary", await FocusedAsync(viewer, "aria-label"));
        Assert.Empty(fake.Orders);

        await keyboard.PressAsync("Enter");
        await keyboard.TypeAsync("new disks & cables");
        await keyboard.PressAsync("Enter");
        await viewer.UntilAsync("() => !document.getElementById('order-dialog').open");
        Assert.Equal("POST /ops/stores/primary/isolate?reason=new%20disks%20%26%20cables", Assert.Single(fake.Orders));
        await viewer.SeeAsync("#news", "primary is isolated.");

        fake.State = Held;
        await viewer.SeeAsync(".store", "Isolated by an operator: new disks & cables");
        Assert.Equal("Isolate primary", await FocusedAsync(viewer, "aria-label"));
        Assert.Equal("true", await viewer.Button("Isolate primary").GetAttributeAsync("aria-disabled"));

        await keyboard.PressAsync("Tab");
        Assert.Equal("Restore primary", await FocusedAsync(viewer, "aria-label"));
        await keyboard.PressAsync("Space");
        await viewer.SeeAsync("#order-effects", "is then given the 12 batches");
        Assert.Equal("order-go", await FocusedAsync(viewer, "id"));
        await keyboard.PressAsync("Enter");
        await viewer.UntilAsync("() => !document.getElementById('order-dialog').open");
        Assert.Equal("POST /ops/stores/primary/restore", fake.Orders[^1]);
        await viewer.AssertQuietAsync();
    }

    [SkippableFact]
    public async Task Isolate_Refused_SaysWhyAndMayBeTriedAgain()
    {
        await using var fake = await FakeHoldfast.StartAsync();
        fake.Answer = static (_, _) => (503, new { message = "the breakers' authority did not take it, and nothing has changed" });
        await using var viewer = await chromium.OpenAsync(fake.Url);
        await viewer.SeeAsync("#word", "All well");
        await viewer.Button("Isolate replica").ClickAsync();
        await viewer.Button("Isolate").ClickAsync();
        await viewer.SeeAsync("#order-outcome", "nothing has changed");
        fake.Answer = static (_, _) => (200, new { });
        await viewer.Button("Isolate").ClickAsync();
        await viewer.UntilAsync("() => !document.getElementById('order-dialog').open");
        Assert.Equal(2, fake.Orders.Count);
        await viewer.AssertQuietAsync("503 (Service Unavailable)");
    }

    [SkippableFact]
    public async Task Isolate_OfTheLastTargetThatTakesWrites_WarnsThatTheyLieInTheLogOnly()
    {
        await using var fake = await FakeHoldfast.StartAsync();
        fake.State = Scenes.Failing;
        await using var viewer = await chromium.OpenAsync(fake.Url);
        await viewer.SeeAsync("#word", "Critical");
        await viewer.Button("Isolate replica").ClickAsync();
        await viewer.SeeAsync("#order-effects", "hot: no other target takes writes now.");
    }

    [SkippableFact]
    public async Task Dialog_WhenTheConnectionIsLost_SendsNothing()
    {
        await using var fake = await FakeHoldfast.StartAsync();
        await using var viewer = await chromium.OpenAsync(fake.Url);
        await viewer.SeeAsync("#word", "All well");
        await viewer.Button("Isolate primary").ClickAsync();
        await fake.StopAsync();
        await viewer.SeeAsync("#word", "Connection lost");
        Assert.Equal("true", await viewer.Page.Locator("#order-go").GetAttributeAsync("aria-disabled"));
        await viewer.Page.Keyboard.PressAsync("Enter");
        await fake.ListenAsync();
        await viewer.SeeAsync("#word", "All well");
        Assert.Empty(fake.Orders);
        Assert.True(await viewer.Page.Locator("#order-dialog").IsVisibleAsync());
    }

    [SkippableFact]
    public async Task Compare_OneTier_IsOrderedAndItsResultTold()
    {
        await using var fake = await FakeHoldfast.StartAsync();
        fake.Answer = static (_, body) => (200, new { reports = new[] { new { tier = "warm", total = new { windows = 60, missingPoints = body.Contains("warm", StringComparison.Ordinal) ? 3 : 0, repairedPoints = 3 } } } });
        await using var viewer = await chromium.OpenAsync(fake.Url);
        await viewer.SeeAsync("#word", "All well");
        await viewer.Page.GetByLabel("Tier to compare").SelectOptionAsync("warm");
        await viewer.Button("Compare now").ClickAsync();
        await viewer.SeeAsync("#compare-outcome", "60 windows compared: 3 points missing, 3 repaired.");
        Assert.Equal("""POST /ops/reconcile {"tier":"warm"}""", Assert.Single(fake.Orders));

        fake.Answer = static (_, _) => (409, new { message = "a comparison is under way already" });
        await viewer.Button("Compare now").ClickAsync();
        await viewer.SeeAsync("#compare-outcome", "a comparison is under way already");
        await viewer.AssertQuietAsync("409 (Conflict)");
    }

    [SkippableFact]
    public async Task Alert_WhatToDo_IsToldInADialog()
    {
        await using var fake = await FakeHoldfast.StartAsync();
        fake.State = Scenes.Failing;
        await using var viewer = await chromium.OpenAsync(fake.Url);
        await viewer.Button("What to do: replica may not serve cold").ClickAsync();
        await viewer.SeeAsync("#help-body", "time to live differs");
        await viewer.SeeAsync("#help-anchor", "infra/runbooks.md#target-ineligible");
        Assert.Empty(await viewer.InspectAsync());
        await viewer.Page.Keyboard.PressAsync("Escape");
        Assert.Equal("What to do: replica may not serve cold", await FocusedAsync(viewer, "aria-label"));
    }

    [Fact]
    public void Alerts_AllOfThem_HaveAWordOnWhatToDo()
    {
        using var stream = typeof(Pipeline.Http.PageEndpoint).Assembly.GetManifestResourceStream(Pipeline.Http.PageEndpoint.Resource)!;
        using var reader = new StreamReader(stream);
        var page = reader.ReadToEnd();
        Assert.All(Enum.GetValues<Holdfast.Routing.Alerting.AlertId>(), id =>
            Assert.Contains($"<template id=\"help-{System.Text.Json.JsonNamingPolicy.SnakeCaseLower.ConvertName(id.ToString())}\">", page, StringComparison.Ordinal));
        Assert.True(page.Length < 100_000, $"the page has {page.Length} characters");
    }

    private static OverviewDocument Held()
    {
        var calm = Scenes.Calm();
        var held = calm.Stores[0] with { Mode = "open", Cause = BreakerCause.Manual, Reason = "new disks & cables", HeldByOperator = true, Owed = new(12, 120, 5000, 0, calm.At.AddSeconds(-3)) };
        return calm with { Stores = [held, calm.Stores[1]] };
    }

    private static async Task TabToAsync(Viewer viewer, string name)
    {
        for (var press = 0; press < 40; press++)
        {
            await viewer.Page.Keyboard.PressAsync("Tab");
            if (await FocusedAsync(viewer, "aria-label") == name)
                return;
        }

        Assert.Fail($"no Tab leads to \"{name}\"");
    }

    private static Task<string?> FocusedAsync(Viewer viewer, string attribute) =>
        viewer.Page.EvaluateAsync<string?>("name => document.activeElement.getAttribute(name)", attribute);
}

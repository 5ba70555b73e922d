using System.Globalization;
using Holdfast.Browser.Support;
using Holdfast.Standalone.Embedded;
using Holdfast.Standalone.Embedded.Faults;
using Holdfast.Tests.Support;
using Holdfast.Tests.Support.Live;

namespace Holdfast.Browser;

/// <summary>The real Standalone before two embedded stores, watched through a whole outage.</summary>
[Collection(BrowserCollection.Name)]
public sealed class OutageTests(Chromium chromium)
{
    /// <summary>The phases that are looked for last for several of the page's seconds, so that a busy machine cannot let them pass unseen.</summary>
    private static readonly string[] Hasty = ["Recovery:Soak=00:00:06", "Recovery:Settle=00:00:01", "Breaker:Evaluation=00:00:06"];

    [SkippableFact]
    public async Task Outage_WatchedOnThePage_IsSeenFromTheFailureToTheEndOfTheRecovery()
    {
        Partner.Require("chromium");
        using var port = ReservedPort.Take();
        await using var primary = await StoreAsync(port.Number);
        await using var replica = await StoreAsync();
        await using var holdfast = await StartAsync(primary, replica);
        await using var viewer = await chromium.OpenAsync(holdfast.Url);
        await viewer.SeeAsync("#link", "Live");
        await viewer.SeeAsync("#word", "All well");
        await WriteAsync(holdfast, 30);
        await viewer.SeeAsync(".node:nth-child(1) .share", "100 %");
        await viewer.ShootAsync("outage-1-ok");

        // The primary refuses: its breaker opens, the replica takes over, and what the primary misses is owed to it.
        primary.Faults.Set(new FaultSettings { Mode = FaultMode.Refuse });
        await primary.Pending;
        await WriteAsync(holdfast, 60);
        await viewer.SeeAsync("#word", "Critical");
        await viewer.SeeAsync(".alert", "Fallback share of hot");
        await viewer.SeeAsync(".node:nth-child(1)", "Open");
        await viewer.UntilAsync("() => parseInt(document.querySelector('.node:nth-child(2) .share').textContent.replace('>', '')) > 25");
        await viewer.UntilAsync("() => parseInt(document.querySelector('#figures [data-ref=owed]').textContent) >= 50");
        await viewer.SeeAsync("#transitions-summary", "primary closed → open");
        await viewer.SeeAsync(".store .steps [aria-current=step]", "isolated");
        await viewer.ShootAsync("outage-2-failing");

        // It is back: the page shows every phase that takes long enough to be seen, and in the end that it is over.
        await viewer.Page.EvaluateAsync("""
            () => { window.phases = []; window.shares = [];
                    setInterval(() => { const phase = document.querySelector('.store .steps [aria-current=step]')?.textContent; if (phase && phases.at(-1) !== phase) phases.push(phase);
                                        const share = Number(document.querySelector('.store progress').value); if (shares.at(-1) !== share) shares.push(share); }, 20); }
            """);
        primary.Faults.Clear();
        await primary.Pending;
        await viewer.SeeAsync(".node:nth-child(1)", "Closed");
        await WriteAsync(holdfast, 600);
        await viewer.SeeAsync("#figures [data-ref=owed]", "nothing");
        await viewer.SeeAsync(".store", "Recovered");
        await viewer.SeeAsync("#word", "All well");
        await viewer.SeeAsync(".reason, #reasons-none", "No dead letters.");
        Assert.Equal(1, await viewer.Page.EvaluateAsync<double>("() => shares.at(-1)"));
        var phases = await viewer.Page.EvaluateAsync<string[]>("() => phases");
        Assert.Contains("probing", phases);
        Assert.Contains("soaking", phases);
        Assert.Equal("done", phases[^1]);
        await viewer.ShootAsync("outage-3-over");

        await viewer.Button("Compare now").ClickAsync();
        await viewer.SeeAsync("#compare-outcome", "compared: nothing is missing.");
        Assert.Empty(await viewer.InspectAsync());
        await viewer.AssertQuietAsync();
    }

    [SkippableFact]
    public async Task Operator_OnThePage_IsolatesRestoresAndMendsADeadLetterForReal()
    {
        Partner.Require("chromium");
        await using var primary = await StoreAsync();
        await using var replica = await StoreAsync();
        await using var holdfast = await StartAsync(primary, replica);
        await using var viewer = await chromium.OpenAsync(holdfast.Url);
        await viewer.SeeAsync("#word", "All well");

        await viewer.Button("Isolate primary").ClickAsync();
        await viewer.Page.GetByLabel("Reason").FillAsync("new disks");
        await viewer.Button("Isolate").ClickAsync();
        await viewer.SeeAsync(".store", "Isolated by an operator: new disks");
        Assert.Equal("open", (await holdfast.StoreAsync("primary")).GetProperty("mode").GetString());
        await viewer.Button("Restore primary").ClickAsync();
        await viewer.Button("Restore").ClickAsync();
        await viewer.SeeAsync(".store", "Half-open");
        await holdfast.UntilModeAsync("primary", "closed");

        Assert.Equal(204, (await holdfast.WriteV2Async("telemetry_hot", "cpu,host=a usage=0.5")).Status);
        Assert.Equal(400, (await holdfast.WriteV2Async("telemetry_hot", "cpu,host=b usage=\"n/a\"")).Status);
        await viewer.SeeAsync(".reason", "field_type_conflict");
        await viewer.Button("Show letters of field_type_conflict").ClickAsync();
        await viewer.Page.Locator(".letter button").Nth(1).ClickAsync();
        await viewer.UntilAsync("() => !document.getElementById('edit-text').readOnly");
        await viewer.Page.GetByLabel("Lines").FillAsync("cpu,host=b usage=0.75");
        await viewer.Button("Redrive edited lines").ClickAsync();
        await viewer.SeeAsync("#edit-outcome", "1 letter redriven.");
        await viewer.Page.Keyboard.PressAsync("Escape");
        await viewer.Page.Keyboard.PressAsync("Escape");
        await viewer.SeeAsync("#reasons-none", "No dead letters.");
        using var answer = await holdfast.Http.GetAsync(new Uri(primary.Url, "/query?db=telemetry_hot&q=" + Uri.EscapeDataString("SELECT usage FROM cpu WHERE host='b'")));
        Assert.Contains("0.75", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        await viewer.AssertQuietAsync();
    }

    [SkippableFact]
    public async Task Token_OfAWriter_IsRefusedAndAnOperatorsShowsTheStores()
    {
        Partner.Require("chromium");
        await using var primary = await StoreAsync();
        await using var replica = await StoreAsync();
        await using var holdfast = await StartAsync(
            primary, replica, "Auth:Tokens:0:Token=writer-token-0", "Auth:Tokens:0:Role=Writer", "Auth:Tokens:1:Token=operator-token-0", "Auth:Tokens:1:Role=Operator");
        await using var viewer = await chromium.OpenAsync(holdfast.Url);
        await viewer.Page.Locator("#token").FillAsync("writer-token-0");
        await viewer.Page.Keyboard.PressAsync("Enter");
        await viewer.SeeAsync("#token-message", "The token was refused: ");
        Assert.False(await viewer.Page.Locator("#stores").IsVisibleAsync());
        await viewer.Page.Locator("#token").FillAsync("operator-token-0");
        await viewer.Page.Keyboard.PressAsync("Enter");
        await viewer.SeeAsync(".store h3", "primary");
        await viewer.SeeAsync("#link", "Live");
        await viewer.AssertQuietAsync("Failed to load resource");
    }

    /// <param name="port">A port of its own for a store that will not listen for a while; 0 for any.</param>
    private static async Task<EmbeddedStoreServer> StoreAsync(int port = 0)
    {
        var options = new EmbeddedStoreOptions { Buckets = [new("telemetry_hot", TimeSpan.FromDays(7))] };
        var started = await EmbeddedStoreServer.StartAsync(options, new Uri($"http://127.0.0.1:{port}"), TimeProvider.System);
        return started.Succeeded ? started.Value : throw new InvalidOperationException(started.Message);
    }

    private static Task<LiveHoldfast> StartAsync(EmbeddedStoreServer primary, EmbeddedStoreServer replica, params string[] keys) => LiveHoldfast.StartAsync(
    [
        .. LiveHoldfast.Store("primary", primary.Url.ToString(), "V2"), .. LiveHoldfast.Store("replica", replica.Url.ToString(), "V2"),
        .. LiveHoldfast.Tier("hot", "telemetry_hot", "7d", "primary=telemetry_hot", "replica=telemetry_hot"), .. LiveHoldfast.Patient, .. Hasty, .. keys,
    ]);

    private static async Task WriteAsync(LiveHoldfast holdfast, int requests)
    {
        for (var request = 0; request < requests; request++)
            await holdfast.DeliverAsync("telemetry_hot", string.Create(CultureInfo.InvariantCulture, $"cpu,host=a usage={request}"));
    }
}

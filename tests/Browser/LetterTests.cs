using System.Text.Json;
using Holdfast.Browser.Support;

namespace Holdfast.Browser;

/// <summary>Dead letters on the page: a sample, all of them, sent again as they are or edited.</summary>
[Collection(BrowserCollection.Name)]
public sealed class LetterTests(Chromium chromium)
{
    private const string Line = "cpu,host=edge-17 usage=\"n/a\" 1763652000000000000";

    [SkippableFact]
    public async Task Letters_OfAReason_AreShownPageByPage()
    {
        await using var fake = await FakeHoldfast.StartAsync();
        fake.State = Scenes.Failing;
        fake.Answer = static (order, _) => (200, Page(order.Contains("after=id2", StringComparison.Ordinal) ? ["id3"] : ["id1", "id2"], order.Contains("after", StringComparison.Ordinal) ? null : "id2"));
        await using var viewer = await chromium.OpenAsync(fake.Url);
        await viewer.SeeAsync(".reason", "12");
        await viewer.SeeAsync(".reason .line", "cpu,host=edge-17,region=eu-west usage=\"n/a\"");
        await viewer.Button("Show letters of field_type_conflict").ClickAsync();
        await viewer.SeeAsync("#letters-dialog-note", "2 shown · 12 in all");
        Assert.Empty(await viewer.InspectAsync());
        await viewer.ShootAsync("letters", whole: false);
        await viewer.Button("Show more").ClickAsync();
        await viewer.SeeAsync("#letters-dialog-note", "3 shown");
        Assert.False(await viewer.Page.Locator("#letters-more").IsVisibleAsync());
        Assert.Equal("Redrive letter id3", await viewer.Page.EvaluateAsync<string>("() => document.activeElement.getAttribute('aria-label')"));
        Assert.Equal("GET /ops/deadletters?reason=field_type_conflict&limit=20&after=id2", fake.Orders[^1]);
        await viewer.AssertQuietAsync();
    }

    [SkippableFact]
    public async Task Redrive_OfOneLetter_TellsWhatBecameOfIt()
    {
        await using var fake = await FakeHoldfast.StartAsync();
        fake.State = Scenes.Failing;
        fake.Answer = static (order, body) => order.StartsWith("GET", StringComparison.Ordinal)
            ? (200, Page(["id1", "id2"], null))
            : (200, body.Contains("id2", StringComparison.Ordinal) ? Redriven(1) : Redriven(0, "id1"));
        await using var viewer = await chromium.OpenAsync(fake.Url);
        await viewer.Button("Show letters of field_type_conflict").ClickAsync();
        await viewer.Button("Redrive letter id1").ClickAsync();
        await viewer.SeeAsync(".letter", "1 letter stays: field_type_conflict: field \"usage\" is a float");
        Assert.Null(await viewer.Button("Redrive letter id1").GetAttributeAsync("aria-disabled"));
        await viewer.Button("Redrive letter id2").ClickAsync();
        await viewer.SeeAsync(".letter", "1 letter redriven.");
        Assert.Equal("true", await viewer.Button("Redrive letter id2").GetAttributeAsync("aria-disabled"));
        Assert.Equal("""POST /ops/deadletters/redrive {"ids":["id2"]}""", fake.Orders[^1]);
    }

    [SkippableFact]
    public async Task Redrive_OfAnEditedLetter_SendsTheEditedLines()
    {
        await using var fake = await FakeHoldfast.StartAsync();
        fake.State = Scenes.Failing;
        fake.Answer = static (order, body) => (200, order switch
        {
            "GET /ops/deadletters/id1" => new { text = Line, precision = "nanoseconds" },
            _ when order.StartsWith("GET", StringComparison.Ordinal) => Page(["id1"], null),
            _ => body.Contains("n/a", StringComparison.Ordinal) ? Redriven(0, "id1") : Redriven(1),
        });
        await using var viewer = await chromium.OpenAsync(fake.Url);
        await viewer.Button("Show letters of field_type_conflict").ClickAsync();
        await viewer.Button("Edit letter id1").ClickAsync();
        var lines = viewer.Page.GetByLabel("Lines");
        await viewer.UntilAsync("() => !document.getElementById('edit-text').readOnly");
        Assert.Equal(Line, await lines.InputValueAsync());
        Assert.Empty(await viewer.InspectAsync());
        await viewer.ShootAsync("edit", whole: false);

        await viewer.Button("Redrive edited lines").ClickAsync();
        await viewer.SeeAsync("#edit-outcome", "1 letter stays: field_type_conflict");
        Assert.Equal(Line, await lines.InputValueAsync());

        await lines.FillAsync("cpu,host=edge-17 usage=0.5 1763652000000000000");
        await viewer.Button("Redrive edited lines").ClickAsync();
        await viewer.SeeAsync("#edit-outcome", "1 letter redriven.");
        using (var order = JsonDocument.Parse(fake.Orders[^1].Split(' ', 3)[2]))
        {
            Assert.Equal("id1", order.RootElement.GetProperty("id").GetString());
            Assert.Equal("cpu,host=edge-17 usage=0.5 1763652000000000000", order.RootElement.GetProperty("text").GetString());
        }

        await viewer.Page.Keyboard.PressAsync("Escape");
        await viewer.SeeAsync(".letter", "1 letter redriven.");
        Assert.Equal("true", await viewer.Button("Edit letter id1").GetAttributeAsync("aria-disabled"));
        await viewer.AssertQuietAsync();
    }

    [SkippableFact]
    public async Task Edit_OfBytesThatAreNoText_SaysThatItCannotBe()
    {
        await using var fake = await FakeHoldfast.StartAsync();
        fake.State = Scenes.Failing;
        fake.Answer = static (order, _) => (200, order == "GET /ops/deadletters/id1" ? new { base64 = "/w==", precision = "nanoseconds" } : Page(["id1"], null));
        await using var viewer = await chromium.OpenAsync(fake.Url);
        await viewer.Button("Show letters of field_type_conflict").ClickAsync();
        await viewer.Button("Edit letter id1").ClickAsync();
        await viewer.SeeAsync("#edit-hint", "its bytes are not UTF-8");
        Assert.Equal("true", await viewer.Button("Redrive edited lines").GetAttributeAsync("aria-disabled"));
    }

    [SkippableFact]
    public async Task Redrive_OfAReason_IsConfirmedAndTellsWhatStays()
    {
        await using var fake = await FakeHoldfast.StartAsync();
        fake.State = Scenes.Failing;
        fake.Answer = static (_, _) => (200, Redriven(10, "id7", "id8"));
        await using var viewer = await chromium.OpenAsync(fake.Url);
        await viewer.Button("Redrive letters of field_type_conflict").ClickAsync();
        await viewer.SeeAsync("#order-title", "Redrive 12 letters of field_type_conflict?");
        await viewer.Button("Redrive").ClickAsync();
        await viewer.SeeAsync("#order-outcome", "10 letters redriven. 2 letters stay: field_type_conflict: field \"usage\" is a float");
        Assert.Equal("""POST /ops/deadletters/redrive {"reason":"field_type_conflict"}""", Assert.Single(fake.Orders));
    }

    private static object Page(string[] ids, string? next) => new
    {
        total = 12,
        reasons = new { field_type_conflict = 12 },
        letters = ids.Select(static id => new
        {
            id,
            time = "2026-11-20T09:00:00Z",
            source = "http",
            tier = "hot",
            bucket = "telemetry_hot",
            precision = "nanoseconds",
            reason = "field_type_conflict",
            message = "field \"usage\" is a float, and this is a string",
            line = 1,
            column = 23,
            attempts = 1,
            size = 49,
        }),
        next,
    };

    private static object Redriven(int redriven, params string[] stay) => new
    {
        redriven,
        failed = stay.Select(static id => new { id, code = "field_type_conflict", message = "field \"usage\" is a float, and this is a string" }),
    };
}

using Holdfast.Functions.Tests.Infra.Checks;
using Holdfast.Pipeline.Configuration;
using Microsoft.Extensions.Configuration;

namespace Holdfast.Functions.Tests.Infra;

/// <summary>Every setting that the app reads is set by the templates, and every setting that they set is read.</summary>
public sealed class SettingTests
{
    /// <summary>Settings that this plan refuses or takes from the app's properties.</summary>
    private static readonly string[] Refused =
    [
        "AzureWebJobsStorage", "ENABLE_ORYX_BUILD", "FUNCTIONS_EXTENSION_VERSION", "FUNCTIONS_WORKER_PROCESS_COUNT", "FUNCTIONS_WORKER_RUNTIME",
        "FUNCTIONS_WORKER_RUNTIME_VERSION", "SCM_DO_BUILD_DURING_DEPLOYMENT", "WEBSITE_CONTENTAZUREFILECONNECTIONSTRING", "WEBSITE_CONTENTSHARE",
        "WEBSITE_CONTENTOVERVNET", "WEBSITE_MAX_DYNAMIC_APPLICATION_SCALE_OUT", "WEBSITE_NODE_DEFAULT_VERSION", "WEBSITE_RUN_FROM_PACKAGE", "WEBSITE_VNET_ROUTE_ALL",
    ];

    [Fact]
    public void Settings_Set_AreThoseRead()
    {
        string[] read =
        [
            .. SettingsRead.ByTheHost, .. SettingsRead.ByTheHead, .. SettingsRead.OfSections(), .. SettingsRead.OfStore("primary"), .. SettingsRead.OfStore("replica"),
            .. SettingsRead.OfToken(0), .. SettingsRead.OfToken(1),
        ];
        var set = InfraFolder.Settings.Values.Keys.Where(static name => !name.StartsWith("Holdfast__Tiers__", StringComparison.Ordinal));

        Assert.Equal(read.Order(StringComparer.Ordinal), set.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Head_Keys_AreThoseItsReaderAsksFor()
    {
        var asked = SettingsRead.OfHead().Order(StringComparer.Ordinal).ToArray();

        Assert.Equal(SettingsRead.ByTheHead, asked);
    }

    [Fact]
    public void OnDemand_Keys_AreRead() => Assert.Empty(SettingsRead.OnDemand.Except(SettingsRead.KeysOf("StoresReader")));

    [Fact]
    public void Settings_Sources_AreUnderstood()
    {
        Assert.Contains("Holdfast__Breaker__ProbeLease", SettingsRead.OfSections());
        Assert.Contains("Holdfast__Lifecycle__Webhook", SettingsRead.OfSections());
        Assert.Contains("Holdfast__Stores__a__ConnectTimeout", SettingsRead.OfStore("a"));
        Assert.Equal(["Holdfast__Auth__Tokens__1__Role", "Holdfast__Auth__Tokens__1__Token"], SettingsRead.OfToken(1).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Settings_Names_AreAllowedOnThePlan() =>
        Assert.All(InfraFolder.Settings.Values.Keys, static name =>
        {
            Assert.DoesNotContain(name, Refused, StringComparer.OrdinalIgnoreCase);
            Assert.All(name, static c => Assert.True(char.IsAsciiLetterOrDigit(c) || c is '_', $"'{c}'"));
        });

    [Fact]
    public void Settings_Read_GiveTheCodesDefaults()
    {
        var result = Reading();

        Assert.True(result.Settings is not null, string.Join('\n', result.Errors));
        var settings = result.Settings;
        Assert.Equal(new(), settings.Delivery);
        Assert.Equal(new(), settings.Breaker);
        Assert.Equal(new(), settings.Recovery);
        Assert.Equal(new(), settings.Reconcile);
        Assert.Equal(new(), settings.Lifecycle);
        Assert.Equal(new LimitOptions(), settings.Limits);
        Assert.Equal(new DataOptions { Path = "/tmp/holdfast" }, settings.Data);
        Assert.All(settings.Stores.Values, static store =>
        {
            var defaults = new StoreSettings { Definition = store.Definition };
            Assert.Equal((defaults.Gzip, defaults.MaxConnections, defaults.ConnectTimeout, defaults.HealthPath), (store.Gzip, store.MaxConnections, store.ConnectTimeout, store.HealthPath));
        });
        Assert.Equal(["cold", "hot", "warm"], settings.Table.Tiers.Select(static tier => tier.Name).Order(StringComparer.Ordinal));
        Assert.All(settings.Table.Tiers, static tier => Assert.Equal(["primary", "replica"], tier.Chain.Select(static target => target.Store)));
    }

    [Fact]
    public void Settings_Misspelt_IsTold()
    {
        var result = Reading(("Holdfast:Delivery:TimeOut2", "1s"));

        Assert.Contains(result.Errors, static error => error.Path == "Holdfast:Delivery:TimeOut2");
    }

    /// <summary>What Holdfast makes of the settings: expressions stand for example values, and the head's own keys are not its.</summary>
    private static SettingsResult Reading(params (string Key, string Value)[] more)
    {
        var values = InfraFolder.Settings.Values.Where(static entry => entry.Key.StartsWith("Holdfast__", StringComparison.Ordinal) && !SettingsRead.ByTheHead.Contains(entry.Key))
            .Where(static entry => entry.Value is not null || Example(entry.Key) is not null)
            .Select(static entry => KeyValuePair.Create(entry.Key.Replace("__", ":", StringComparison.Ordinal), entry.Value ?? Example(entry.Key)));
        return SettingsReader.Read(new ConfigurationBuilder().AddInMemoryCollection(values)
            .AddInMemoryCollection(more.Select(static pair => KeyValuePair.Create(pair.Key, (string?)pair.Value))).Build());
    }

    private static string? Example(string name) => name.Split("__")[^1] switch
    {
        "Url" => "https://store.example.org",
        "Api" => "V2",
        "Org" => "ops",
        "Token" => "secret-of-" + name,
        _ => null,
    };
}

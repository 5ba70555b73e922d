using Holdfast.Functions.Hosting;
using Holdfast.Functions.Tests.Support;
using Microsoft.Extensions.Configuration;

namespace Holdfast.Functions.Tests.Hosting;

/// <summary>The sample has every setting that is read, and none that is not; and what it says is what holds without it.</summary>
public sealed class SampleSettingsTests
{
    /// <summary>Read by the Functions host or by its extensions, not by the code here.</summary>
    private static readonly string[] OfTheHost =
    [
        "APPLICATIONINSIGHTS_CONNECTION_STRING", "AzureWebJobs.IngestQueue.Disabled", "AzureWebJobsDisableHomepage", "AzureWebJobsStorage", "FUNCTIONS_WORKER_RUNTIME",
    ];

    /// <summary>Read, and not in the sample, with the reason.</summary>
    private static readonly Dictionary<string, string> WithoutLocalValue = new(StringComparer.Ordinal)
    {
        ["WEBSITE_INSTANCE_ID"] = "set by the platform, and must not be set elsewhere",
        ["ServiceBusConnection:fullyQualifiedNamespace"] = "by identity; the sample's connection string stands in its place",
        ["Holdfast:Contracts"] = "the file of contracts is optional, and an empty name is a fault",
        ["Holdfast:Stores:primary:ProbeBucket"] = "a scratch bucket is optional, and an empty name is a fault",
        ["Holdfast:Stores:replica:ProbeBucket"] = "the same",
        ["Holdfast:Stores:primary:Embedded"] = "of Standalone only, refused here",
        ["Holdfast:Stores:replica:Embedded"] = "the same",
        ["OTEL_EXPORTER_OTLP_ENDPOINT"] = "OpenTelemetry's own, in place of Holdfast:Telemetry:Otlp:Endpoint",
        ["OTEL_SDK_DISABLED"] = "the same, to switch the export off",
        ["Holdfast:Auth:Tokens:1:Buckets"] = "the operator's token is for every bucket",
    };

    [Fact]
    public void Sample_Keys_AreWhatIsRead()
    {
        var configuration = new RecordingConfiguration(Configuration());
        Assert.Empty(HeadReader.Read(configuration).Errors);
        var sample = RepositoryFiles.SampleKeys.Select(static pair => pair.Key).Except(OfTheHost, StringComparer.Ordinal).Order(StringComparer.OrdinalIgnoreCase);
        Assert.Equal(sample, configuration.Asked.Except(WithoutLocalValue.Keys, StringComparer.Ordinal));
        Assert.Empty(WithoutLocalValue.Keys.Except(configuration.Asked, StringComparer.Ordinal));
    }

    [Fact]
    public void Sample_Values_AreTheDefaults()
    {
        var settings = HeadReader.Read(Configuration()).Settings!;
        Assert.Equal(new(), settings.Pipeline.Delivery);
        Assert.Equal(new(), settings.Pipeline.Breaker);
        Assert.Equal(new(), settings.Pipeline.Data);
        Assert.Equal(new(), settings.Pipeline.Limits);
        Assert.Equal(new(), settings.Pipeline.Recovery);
        Assert.Equal(new(), settings.Pipeline.Reconcile);
        Assert.Equal(new(), settings.Pipeline.Lifecycle);
        Assert.Equal(new(), settings.Pipeline.Otlp);
        Assert.Equal(new(), settings.Azure);
        Assert.Null(settings.ServiceBus);
    }

    [Fact]
    public void Sample_Host_GetsWhatItNeeds()
    {
        var values = RepositoryFiles.Sample;
        Assert.Equal("dotnet-isolated", values["FUNCTIONS_WORKER_RUNTIME"]);
        Assert.Equal("UseDevelopmentStorage=true", values["AzureWebJobsStorage"]);
        Assert.Equal("true", values["AzureWebJobsDisableHomepage"]);
        Assert.Equal("true", values["AzureWebJobs.IngestQueue.Disabled"]);
    }

    [Fact]
    public async Task Sample_StartsAloneWithoutItsStores_AndTakesAWrite()
    {
        var folder = Directory.CreateTempSubdirectory("holdfast-sample-");
        try
        {
            string[] local =
            [
                .. RepositoryFiles.SampleKeys.Select(static pair => $"--{pair.Key}={pair.Value}"),
                $"--Holdfast:Data:Path={folder.FullName}", "--Holdfast:Stores:primary:Url=http://127.0.0.1:1", "--Holdfast:Stores:replica:Url=http://127.0.0.1:1",
                "--Holdfast:Lifecycle:Tasks=false", "--Logging:LogLevel:Default=None",
            ];
            await using var head = await LocalHead.StartAsync(local);
            using var http = new HttpClient { BaseAddress = head.Address };
            Assert.Equal(200, (int)(await http.GetAsync("/ready")).StatusCode);
            using var write = new HttpRequestMessage(HttpMethod.Post, "/api/v2/write?bucket=telemetry_hot") { Content = new StringContent("m v=1i") };
            write.Headers.TryAddWithoutValidation("Authorization", "Token local-writer-token");
            using var answer = await http.SendAsync(write);
            Assert.Equal(202, (int)answer.StatusCode);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static IConfigurationRoot Configuration() => new ConfigurationBuilder().AddInMemoryCollection(RepositoryFiles.SampleKeys).Build();
}

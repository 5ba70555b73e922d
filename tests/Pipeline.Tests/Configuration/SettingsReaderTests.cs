using Holdfast.Pipeline.Configuration;
using Holdfast.Routing.Breakers;
using Holdfast.Routing.Reconciling;
using Holdfast.Routing.Recovery;
using Holdfast.Routing.Tiers;
using Microsoft.Extensions.Configuration;

namespace Holdfast.Pipeline.Tests.Configuration;

public sealed class SettingsReaderTests
{
    /// <summary>The sample of the design's section 8; where it prints an ellipsis for a secret, a secret stands.</summary>
    private const string Sample = """
        { "Holdfast": {
            "Stores": { "primary": { "Url": "http://127.0.0.1:8086", "Api": "V2", "Org": "ops", "Token": "…", "Region": "eu-west" },
                        "replica": { "Url": "http://127.0.0.1:8087", "Api": "V1", "Username": "…", "Password": "…" } },
            "Tiers":  { "hot":  { "Bucket": "telemetry_hot",  "Retention": "7.00:00:00",
                                  "Targets": [ { "Store": "primary", "Bucket": "telemetry_hot" }, { "Store": "replica", "Bucket": "telemetry_hot" } ] } },
            "Delivery": { "Mode": "Failover", "Timeout": "00:00:01.500", "TryTimeout": "00:00:00.500", "Retries": 1 },
            "Breaker":  { "ErrorRate": 0.035, "Window": "00:01:00", "MinimumThroughput": 20, "ConsecutiveFailures": 3,
                          "SlowP95": "00:00:01.500", "SlowWindow": "00:00:30", "SlowWindows": 3, "Isolation": "00:02:00",
                          "IsolationExtension": "00:04:00", "ProbeRatio": 0.1, "Evaluation": "00:01:00", "CloseAbove": 0.98 },
            "Data":     { "Path": "data", "MaxBytes": 10737418240, "MaxAge": "7.00:00:00" },
            "Auth":     { "Tokens": [ { "Token": "0123456789abcdef", "Role": "Writer", "Buckets": [ "telemetry_hot" ] } ] } } }
        """;

    [Fact]
    public void Read_DesignSample_GivesItsSettings()
    {
        var result = ConfigurationFacts.ReadJson(Sample);

        Assert.Empty(result.Errors);
        var settings = result.Settings!;
        Assert.Equal(["primary", "replica"], settings.Table.Stores.Select(static store => store.Name).ToArray());
        Assert.Equal(new StoreDefinition("primary", new Uri("http://127.0.0.1:8086"), StoreApi.V2, "eu-west"), settings.Stores["primary"].Definition);
        Assert.Equal(("ops", "…"), (settings.Stores["primary"].Org, settings.Stores["primary"].Token));
        Assert.Equal((StoreApi.V1, "…", "…"), (settings.Stores["replica"].Definition.Api, settings.Stores["replica"].Username, settings.Stores["replica"].Password));
        var hot = settings.Table.TierOfBucket("telemetry_hot")!;
        Assert.Equal(TimeSpan.FromDays(7), hot.Retention);
        Assert.Equal([new("primary", "telemetry_hot", 0, null), new("replica", "telemetry_hot", 1, null)], hot.Chain.ToArray());
        Assert.Equal(new DeliveryOptions(), settings.Delivery);
        Assert.Equal(new BreakerOptions(), settings.Breaker);
        Assert.Equal(new DataOptions { Path = "data" }, settings.Data);
        Assert.Equal(new LimitOptions(), settings.Limits);
        Assert.Equal(("0123456789abcdef", TokenRole.Writer), (settings.Tokens[0].Token, settings.Tokens[0].Role));
        Assert.Equal(["telemetry_hot"], settings.Tokens[0].Buckets);
        Assert.Null(settings.ContractsFile);
    }

    [Fact]
    public void Read_EveryKey_ReachesItsSetting()
    {
        var result = ConfigurationFacts.ReadJson("""
            { "Holdfast": {
                "Stores": { "a": { "Url": "http://127.0.0.1:7081", "Embedded": true, "Gzip": true, "MaxConnections": 7, "ConnectTimeout": "250ms",
                                   "HealthPath": "/health", "ProbeBucket": "scratch", "FailurePatterns": [ "InvalidGeometry", "CRSMismatch" ] } },
                "Tiers": { "cold": { "Bucket": "c", "Retention": "365d", "Targets": [ { "Store": "a", "Bucket": "c", "Retention": "8760h" } ] } },
                "Delivery": { "Mode": "fanout", "Timeout": "3s", "TryTimeout": "1s", "Retries": 2, "Backoff": "10ms", "RetryBudget": 0.5,
                              "MinimumRetries": 9, "ReferenceBytes": 2048, "MaxInFlight": 8, "MaxCoalescedBytes": 4096, "Recheck": "9m", "RecheckIneligible": "8s" },
                "Breaker": { "ErrorRate": 0.1, "Window": "2m", "MinimumThroughput": 21, "ConsecutiveFailures": 4, "SlowP95": "2s", "SlowWindow": "31s",
                             "SlowWindows": 5, "Isolation": "3m", "IsolationExtension": "5m", "MaximumIsolation": "2h", "Jitter": 0.2, "ProbeRatio": 0.2,
                             "Evaluation": "61s", "MinimumProbes": 11, "CloseAbove": 0.97, "ReopenAbove": 0.03, "ProbeLease": "16s" },
                "Data": { "Path": "d", "MaxBytes": 1000000, "MaxAge": "1d", "SegmentBytes": 70000, "MaxDeadLetterBytes": 90000 },
                "Limits": { "MaxBodyBytes": 2000, "MaxExpandedBytes": 3000, "MaxLineBytes": 1000, "MaxRequests": 5, "MaxBytesInFlight": 4000,
                            "FutureTolerance": "1h", "MaxListedRejections": 6, "IdempotencyEntries": 7, "IdempotencyAge": "8s", "MaxTagValues": 9,
                            "MaxFields": 10, "MaxTagValuesInTier": 11, "BodyTimeout": "12s", "HeaderTimeout": "13s", "MaxConnections": 14 },
                "Recovery": { "Settle": "1s", "RewindAge": "2s", "RewindBytes": 3, "BackfillLatency": "4ms", "BackfillStart": 6000, "BackfillFloor": 5000,
                              "Soak": "7s", "SoakP95": "8ms", "SoakErrorRate": 0.09 },
                "Reconcile": { "Timer": false, "ShortestInterval": "1s", "LongestInterval": "2s", "Window": "3s", "Depth": "4s", "Delay": "5s",
                               "Timeout": "6s", "MaximumAnswer": 7000 },
                "Lifecycle": { "Tasks": false, "Webhook": "https://hooks.invalid/a" },
                "Auth": { "Tokens": [ { "Token": "operator", "Role": "operator" } ] },
                "Contracts": "contracts.json" } }
            """);

        Assert.Empty(result.Errors);
        var settings = result.Settings!;
        var store = settings.Stores["a"];
        Assert.True(store is { Embedded: true, Gzip: true, MaxConnections: 7, HealthPath: "/health", ProbeBucket: "scratch" });
        Assert.Equal(TimeSpan.FromMilliseconds(250), store.ConnectTimeout);
        Assert.Equal(["InvalidGeometry", "CRSMismatch"], store.FailurePatterns);
        Assert.Equal(TimeSpan.FromDays(365), settings.Table.TierNamed("cold")!.Primary.DeclaredRetention);
        Assert.Equal(
            new DeliveryOptions
            {
                Mode = DeliveryMode.Fanout,
                Timeout = TimeSpan.FromSeconds(3),
                TryTimeout = TimeSpan.FromSeconds(1),
                Retries = 2,
                Backoff = TimeSpan.FromMilliseconds(10),
                RetryBudget = 0.5,
                MinimumRetries = 9,
                ReferenceBytes = 2048,
                MaxInFlight = 8,
                MaxCoalescedBytes = 4096,
                Recheck = TimeSpan.FromMinutes(9),
                RecheckIneligible = TimeSpan.FromSeconds(8),
            },
            settings.Delivery);
        Assert.Equal(
            new BreakerOptions
            {
                ErrorRate = 0.1,
                Window = TimeSpan.FromMinutes(2),
                MinimumThroughput = 21,
                ConsecutiveFailures = 4,
                SlowP95 = TimeSpan.FromSeconds(2),
                SlowWindow = TimeSpan.FromSeconds(31),
                SlowWindows = 5,
                Isolation = TimeSpan.FromMinutes(3),
                IsolationExtension = TimeSpan.FromMinutes(5),
                MaximumIsolation = TimeSpan.FromHours(2),
                Jitter = 0.2,
                ProbeRatio = 0.2,
                Evaluation = TimeSpan.FromSeconds(61),
                MinimumProbes = 11,
                CloseAbove = 0.97,
                ReopenAbove = 0.03,
                ProbeLease = TimeSpan.FromSeconds(16),
            },
            settings.Breaker);
        Assert.Equal(
            new DataOptions { Path = "d", MaxBytes = 1_000_000, MaxAge = TimeSpan.FromDays(1), SegmentBytes = 70_000, MaxDeadLetterBytes = 90_000 },
            settings.Data);
        Assert.Equal(
            new LimitOptions
            {
                MaxBodyBytes = 2000,
                MaxExpandedBytes = 3000,
                MaxLineBytes = 1000,
                MaxRequests = 5,
                MaxBytesInFlight = 4000,
                FutureTolerance = TimeSpan.FromHours(1),
                MaxListedRejections = 6,
                IdempotencyEntries = 7,
                IdempotencyAge = TimeSpan.FromSeconds(8),
                MaxTagValues = 9,
                MaxFields = 10,
                MaxTagValuesInTier = 11,
                BodyTimeout = TimeSpan.FromSeconds(12),
                HeaderTimeout = TimeSpan.FromSeconds(13),
                MaxConnections = 14,
            },
            settings.Limits);
        Assert.Equal(
            new RecoveryOptions
            {
                Settle = TimeSpan.FromSeconds(1),
                RewindAge = TimeSpan.FromSeconds(2),
                RewindBytes = 3,
                BackfillLatency = TimeSpan.FromMilliseconds(4),
                BackfillStart = 6000,
                BackfillFloor = 5000,
                Soak = TimeSpan.FromSeconds(7),
                SoakP95 = TimeSpan.FromMilliseconds(8),
                SoakErrorRate = 0.09,
            },
            settings.Recovery);
        Assert.Equal(
            new ReconcileOptions
            {
                Timer = false,
                ShortestInterval = TimeSpan.FromSeconds(1),
                LongestInterval = TimeSpan.FromSeconds(2),
                Window = TimeSpan.FromSeconds(3),
                Depth = TimeSpan.FromSeconds(4),
                Delay = TimeSpan.FromSeconds(5),
                Timeout = TimeSpan.FromSeconds(6),
                MaximumAnswer = 7000,
            },
            settings.Reconcile);
        Assert.Equal(new LifecycleOptions { Tasks = false, Webhook = new("https://hooks.invalid/a") }, settings.Lifecycle);
        Assert.Equal(TokenRole.Operator, settings.Tokens[0].Role);
        Assert.Equal("contracts.json", settings.ContractsFile);
    }

    [Fact]
    public void Read_EveryPropertyOfTheOptions_IsReadFromSomeKey()
    {
        // The test above must name every option, or a new one could be forgotten by the reader.
        Assert.Equal(12, typeof(DeliveryOptions).GetProperties().Length);
        Assert.Equal(17, typeof(BreakerOptions).GetProperties().Length);
        Assert.Equal(5, typeof(DataOptions).GetProperties().Length);
        Assert.Equal(15, typeof(LimitOptions).GetProperties().Length);
        Assert.Equal(9, typeof(RecoveryOptions).GetProperties().Length);
        Assert.Equal(8, typeof(ReconcileOptions).GetProperties().Length);
        Assert.Equal(2, typeof(LifecycleOptions).GetProperties().Length);
        Assert.Equal(12, typeof(StoreSettings).GetProperties().Length);
        Assert.Equal(6, typeof(OtlpOptions).GetProperties().Length);
        Assert.Equal(12, typeof(HoldfastSettings).GetProperties().Length);
    }

    [Fact]
    public void Read_NothingConfigured_AsksForStoresAndTiers()
    {
        var result = SettingsReader.Read(new ConfigurationBuilder().Build());

        Assert.Null(result.Settings);
        Assert.False(result.Succeeded);
        Assert.Equal(
            [
                "Holdfast:Stores: no store is defined. Define at least one store with its Url.",
                "Holdfast:Tiers: no tier is defined. Define at least one tier with its bucket, retention and targets.",
            ],
            result.Errors.Select(static error => error.ToString()).ToArray());
    }

    [Fact]
    public void Read_ManyFaults_TellsAllOfThem()
    {
        var errors = ConfigurationFacts.Errors(
            ("Holdfast:Stores:primary:Url", "localhost:8086"),
            ("Holdfast:Stores:replica:Gzip", "yes"),
            ("Holdfast:Tiers:hot:Retention", "seven days"),
            ("Holdfast:Tiers:hot:Targets:1:Store", "primary"),
            ("Holdfast:Delivery:Retires", "2"),
            ("Holdfast:Breaker:Jitter", "2"),
            ("Holdfast:Limits:MaxRequests", "0"),
            ("Holdfast:Auth:Tokens:0:Token", "short"));

        Assert.Equal(
            [
                "Holdfast:Stores:replica:Gzip: 'yes' is not true or false. Write true or false.",
                "Holdfast:Tiers:hot:Retention: 'seven days' is not a duration. Write days.hours:minutes:seconds or a number with its unit, such as 7.00:00:00 or 7d.",
                "Holdfast:Delivery:Retires: the key is unknown. Did you mean Retries? Rename it or remove it.",
                "Holdfast:Breaker:Jitter: '2' is out of range. Give 0 to 1.",
                "Holdfast:Limits:MaxRequests: '0' is out of range. Give 1 to 1000000.",
                "Holdfast:Auth:Tokens:0:Token: the token has 5 characters. Give 8 to 512 characters, best at random: openssl rand -hex 32.",
                "Holdfast:Stores:primary:Url: 'localhost:8086' is not a base address. Give an absolute http or https address without query, such as http://127.0.0.1:8086.",
                "Holdfast:Tiers:hot:Targets:1:Store: store 'primary' already stands in this chain. A fallback on the same store protects nothing: name another store.",
            ],
            errors);
    }

    [Fact]
    public void Read_EnvironmentStyleKeys_AreTakenInAnyCase()
    {
        var file = ConfigurationFacts.Valid();
        var environment = new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["HOLDFAST:STORES:PRIMARY:TOKEN"] = "from-environment",
            ["HOLDFAST:DELIVERY:TIMEOUT"] = "2s",
            ["HOLDFAST:TIERS:HOT:TARGETS:0:STORE"] = "PRIMARY",
            ["HOLDFAST:AUTH:TOKENS:1:TOKEN"] = "operator-secret",
            ["HOLDFAST:AUTH:TOKENS:1:ROLE"] = "OPERATOR",
        };
        var result = SettingsReader.Read(new ConfigurationBuilder().AddInMemoryCollection(file).AddInMemoryCollection(environment).Build());

        Assert.Empty(result.Errors);
        Assert.Equal("from-environment", result.Settings!.Stores["primary"].Token);
        Assert.Equal(TimeSpan.FromSeconds(2), result.Settings.Delivery.Timeout);
        Assert.Equal("primary", result.Settings.Table.TierNamed("hot")!.Primary.Store);
        Assert.Equal([TokenRole.Writer, TokenRole.Operator], result.Settings.Tokens.Select(static token => token.Role));
    }

    [Fact]
    public void Read_TenAndMoreTargetsByIndex_AreInNumericOrder()
    {
        var changes = Enumerable.Range(0, 9).SelectMany(static i => new (string, string?)[]
        {
            ($"Holdfast:Stores:s{i}:Url", $"http://127.0.0.1:{9000 + i}"),
            ($"Holdfast:Auth:Tokens:{i + 1}:Token", $"secret-number-{i}"),
            ($"Holdfast:Auth:Tokens:{i + 1}:Role", i == 8 ? "Operator" : "Writer"),
            ($"Holdfast:Auth:Tokens:{i + 1}:Buckets", ""),
        });
        var result = ConfigurationFacts.Read([.. changes, ("Holdfast:Auth:Tokens:10:Token", "secret-number-last"), ("Holdfast:Auth:Tokens:10:Role", "Writer")]);

        Assert.Empty(result.Errors);
        Assert.Equal("secret-number-last", result.Settings!.Tokens[10].Token);
        Assert.Equal(TokenRole.Operator, result.Settings.Tokens[9].Role);
    }
}

namespace Holdfast.Pipeline.Tests.Configuration;

/// <summary>One fault in an otherwise valid configuration: exactly one error, word for word.</summary>
public sealed class SettingsMessageTests
{
    private const string DurationMend = "Write days.hours:minutes:seconds or a number with its unit, such as ";

    [Theory]
    [InlineData("Delivery", "5", "Holdfast:Delivery: a single value stands where a section belongs. Give the keys of the section.")]
    [InlineData("Delivery:Mode", "Mirror", "Holdfast:Delivery:Mode: 'Mirror' is not one of Failover or Fanout. Write Failover or Fanout.")]
    [InlineData("Delivery:Mode", "1", "Holdfast:Delivery:Mode: '1' is not one of Failover or Fanout. Write Failover or Fanout.")]
    [InlineData("Delivery:Retries", "one", "Holdfast:Delivery:Retries: 'one' is not a whole number. Write digits only, such as 1.")]
    [InlineData("Delivery:Retries", "1.5", "Holdfast:Delivery:Retries: '1.5' is not a whole number. Write digits only, such as 1.")]
    [InlineData("Delivery:Retries", "", "Holdfast:Delivery:Retries: '' is not a whole number. Write digits only, such as 1.")]
    [InlineData("Delivery:Retries", "99999999999999999999", "Holdfast:Delivery:Retries: '99999999999999999999' is not a whole number. Write digits only, such as 1.")]
    [InlineData("Delivery:Retries:0", "1", "Holdfast:Delivery:Retries: a section stands where a single value belongs. Give one value.")]
    [InlineData("Delivery:RetryBudget", "20 %", "Holdfast:Delivery:RetryBudget: '20 %' is not a number. Write a number such as 0.2.")]
    [InlineData("Delivery:RetryBudget", "NaN", "Holdfast:Delivery:RetryBudget: 'NaN' is not a number. Write a number such as 0.2.")]
    [InlineData("Delivery:Timeout", "2", "Holdfast:Delivery:Timeout: '2' is not a duration. " + DurationMend + "00:00:01.5000000 or 1s500ms.")]
    [InlineData("Delivery:Backoff", "24:00:00", "Holdfast:Delivery:Backoff: '24:00:00' is not a duration. " + DurationMend + "00:00:00.0500000 or 50ms.")]
    [InlineData("Delivery:TryTimeout", "1500ms", "Holdfast:Delivery:TryTimeout: 1s500ms is not below Timeout, 1s500ms. Leave time for a second target: a third of Timeout is usual.")]
    [InlineData("Delivery:Timeout", "00:00:00.500", "Holdfast:Delivery:TryTimeout: 500ms is not below Timeout, 500ms. Leave time for a second target: a third of Timeout is usual.")]
    [InlineData("Delivery:Foo", "1", "Holdfast:Delivery:Foo: the key is unknown. Remove it; known here are Backoff, MaxCoalescedBytes, MaxInFlight, MinimumRetries, Mode, Recheck, RecheckIneligible, ReferenceBytes, Retries, RetryBudget, Timeout, TryTimeout.")]
    [InlineData("Delivrey:Timeout", "1s", "Holdfast:Delivrey: the key is unknown. Did you mean Delivery? Rename it or remove it.")]
    [InlineData("Breaker:ErrorRate", "3.5", "Holdfast:Breaker:ErrorRate: '3.5' is out of range. Give more than 0 and less than 1; 3.5 % is 0.035.")]
    [InlineData("Breaker:MaximumIsolation", "119s", "Holdfast:Breaker:MaximumIsolation: 1m59s is below Isolation, 2m. Give at least Isolation.")]
    [InlineData("Breaker:CloseAbove", "0.97", "Holdfast:Breaker:CloseAbove: with 0.97 and ReopenAbove 0.02 the same evaluation could close and reopen. Give CloseAbove at least 0.98, or raise ReopenAbove.")]
    [InlineData("Breaker:ProbeLease", "500ms", "Holdfast:Breaker:ProbeLease: 500ms is not above Delivery:TryTimeout, 500ms. Give more, or a slow probe counts as failed while it may still succeed.")]
    [InlineData("Data:Path", " ", "Holdfast:Data:Path: no usable folder is given. Give a folder, such as holdfast-data.")]
    [InlineData("Data:MaxBytes", "67108863", "Holdfast:Data:MaxBytes: 67108863 is below SegmentBytes, 67108864. Give at least SegmentBytes, or make the segments smaller.")]
    [InlineData("Limits:MaxExpandedBytes", "26214399", "Holdfast:Limits:MaxExpandedBytes: 26214399 is below MaxBodyBytes, 26214400. Give at least MaxBodyBytes.")]
    [InlineData("Limits:MaxBytesInFlight", "67108863", "Holdfast:Limits:MaxBytesInFlight: 67108863 is below MaxExpandedBytes, 67108864. Give at least MaxExpandedBytes.")]
    [InlineData("Limits:MaxTagValuesInTier", "99999", "Holdfast:Limits:MaxTagValuesInTier: 99999 is below MaxTagValues, 100000. Give at least MaxTagValues.")]
    [InlineData("Contracts", "", "Holdfast:Contracts: no file is given. Give the path of the file of contracts, or remove the key.")]
    [InlineData("Stores:primary:Url", null, "Holdfast:Stores:primary:Url: no address is given. Give the store's base address, such as http://127.0.0.1:8086.")]
    [InlineData("Stores:primary:Url", "not an address", "Holdfast:Stores:primary:Url: 'not an address' is not a base address. Give an absolute http or https address without query, such as http://127.0.0.1:8086.")]
    [InlineData("Stores:primary:Url", "ftp://x", "Holdfast:Stores:primary:Url: 'ftp://x' is not a base address. Give an absolute http or https address without query, such as http://127.0.0.1:8086.")]
    [InlineData("Stores:primary:Url", "http://me:secret@host", "Holdfast:Stores:primary:Url: the address carries credentials. Move them to Token, or to Username and Password.")]
    [InlineData("Stores:primary:Api", "V3", "Holdfast:Stores:primary:Api: 'V3' is not one of V2 or V1. Write V2 or V1.")]
    [InlineData("Stores:primary:HealthPath", "health", "Holdfast:Stores:primary:HealthPath: 'health' is not a path. Start it with '/', such as /ping or /health.")]
    [InlineData("Stores:primary:Username", "u", "Holdfast:Stores:primary:Username: a V2 store authenticates by a token. Give Token instead, or set Api to V1.")]
    [InlineData("Stores:primary:Password", "p", "Holdfast:Stores:primary:Password: a V2 store authenticates by a token. Give Token instead, or set Api to V1.")]
    [InlineData("Stores:primary:Token", "secret\n", "Holdfast:Stores:primary:Token: the value holds control characters. Remove them; a line end at the end of a secret's file is the usual cause.")]
    [InlineData("Stores:primary:Embedded:x", "1", "Holdfast:Stores:primary:Embedded: a section stands where a single value belongs. Give one value.")]
    [InlineData("Stores:primary:FailurePatterns:0", "", "Holdfast:Stores:primary:FailurePatterns:0: no value is given. Give a value or remove the entry.")]
    [InlineData("Stores:primary:FailurePatterns:1", "x", "Holdfast:Stores:primary:FailurePatterns: the list has 1 entries but no entry 0. Number the entries from 0 without a gap.")]
    [InlineData("Stores:primary:Pasword", "p", "Holdfast:Stores:primary:Pasword: the key is unknown. Did you mean Password? Rename it or remove it.")]
    [InlineData("Stores:replica:Org", "ops", "Holdfast:Stores:replica:Org: a V1 store has no organisation. Remove it, or set Api to V2.")]
    [InlineData("Stores:replica:Password", "p", "Holdfast:Stores:replica:Username: a password is given without its user. Give Username, or remove Password.")]
    [InlineData("Tiers:hot:Bucket", null, "Holdfast:Tiers:hot:Bucket: no bucket is given. Give the bucket name by which producers address this tier.")]
    [InlineData("Tiers:hot:Retention", null, "Holdfast:Tiers:hot:Retention: no time to live is given. Give it, such as 7.00:00:00, or 00:00:00 for ever.")]
    [InlineData("Tiers:hot:Retention", "-7d", "Holdfast:Tiers:hot:Retention: '-7.00:00:00' is negative. Give the time to live, such as 7.00:00:00, or 00:00:00 for ever.")]
    [InlineData("Tiers:hot:Retention", "36501d", "Holdfast:Tiers:hot:Retention: '36501d' is out of range. Give at most 36500d, or 00:00:00 for ever.")]
    [InlineData("Tiers:hot:Targets:0:Retention", "30d", "Holdfast:Tiers:hot:Targets:0:Retention: '30.00:00:00' differs from the tier's '7.00:00:00'. A target must have its tier's time to live: mend the one that is wrong.")]
    [InlineData("Tiers:hot:Targets:0:Store", null, "Holdfast:Tiers:hot:Targets:0:Store: no store is given. Name a store of Holdfast:Stores.")]
    [InlineData("Tiers:hot:Targets:0:Store", "third", "Holdfast:Tiers:hot:Targets:0:Store: no store is called 'third'. Name one of: primary, replica.")]
    [InlineData("Tiers:hot:Targets:1:Bucket", "a/b/c", "Holdfast:Tiers:hot:Targets:1:Bucket: 'a/b/c' is not a database of a V1 store. Write the database, or database/retention-policy.")]
    [InlineData("Tiers:hot:Targets:1:Bucket", "a/", "Holdfast:Tiers:hot:Targets:1:Bucket: 'a/' is not a database of a V1 store. Write the database, or database/retention-policy.")]
    [InlineData("Tiers:hot:Targets:3:Store", "primary", "Holdfast:Tiers:hot:Targets: the list has 3 entries but no entry 2. Number the entries from 0 without a gap.")]
    [InlineData("Auth:Tokens:0:Token", null, "Holdfast:Auth:Tokens:0:Token: no token is given. Give 8 to 512 characters, best at random: openssl rand -hex 32.")]
    [InlineData("Auth:Tokens:0:Token", "seven77", "Holdfast:Auth:Tokens:0:Token: the token has 7 characters. Give 8 to 512 characters, best at random: openssl rand -hex 32.")]
    [InlineData("Auth:Tokens:0:Token", "with a blank", "Holdfast:Auth:Tokens:0:Token: the token holds blanks, control characters or non-ASCII letters. Use printable ASCII without blanks: others cannot stand in a header.")]
    [InlineData("Auth:Tokens:0:Role", null, "Holdfast:Auth:Tokens:0:Role: no role is given. Write Writer or Operator.")]
    [InlineData("Auth:Tokens:0:Role", "Admin", "Holdfast:Auth:Tokens:0:Role: 'Admin' is not one of Writer or Operator. Write Writer or Operator.")]
    [InlineData("Auth:Tokens:0:Buckets:0", "telemetry", "Holdfast:Auth:Tokens:0:Buckets:0: no tier has the bucket 'telemetry'. Name one of: telemetry_hot.")]
    [InlineData("Auth:Tokens:1", "leaked-secret", "Holdfast:Auth:Tokens:1: a single value stands where a section belongs. Give the keys of the section.")]
    [InlineData("Stores", "x", "Holdfast:Stores: a single value stands where a section belongs. Give the keys of the section.")]
    public void Read_OneFault_TellsItOnceWordForWord(string key, string? value, string expected)
    {
        Assert.Equal([expected], ConfigurationFacts.Errors(($"Holdfast:{key}", value)));
    }

    [Fact]
    public void Read_SameTokenTwice_NamesBothPlacesButNotTheToken()
    {
        var errors = ConfigurationFacts.Errors(("Holdfast:Auth:Tokens:1:Token", "writer-secret"), ("Holdfast:Auth:Tokens:1:Role", "Operator"));

        Assert.Equal(["Holdfast:Auth:Tokens:1:Token: the token is that of Holdfast:Auth:Tokens:0:Token too. Give each entry a token of its own."], errors);
    }

    [Fact]
    public void Read_V1StoreWithTokenAndUser_AsksForOne()
    {
        var errors = ConfigurationFacts.Errors(("Holdfast:Stores:replica:Token", "t"), ("Holdfast:Stores:replica:Username", "u"));

        Assert.Equal(["Holdfast:Stores:replica:Token: both a token and a user are given. Keep one of them."], errors);
    }

    [Theory]
    [InlineData("https://127.0.0.1:7081")]
    [InlineData("http://10.0.0.1:7081")]
    [InlineData("http://0.0.0.0:7081")]
    [InlineData("http://example.org:7081")]
    [InlineData("http://127.0.0.1:7081/sub")]
    public void Read_EmbeddedStoreElsewhere_IsRefused(string url)
    {
        var errors = ConfigurationFacts.Errors(("Holdfast:Stores:primary:Url", url), ("Holdfast:Stores:primary:Embedded", "true"));

        Assert.Equal(["Holdfast:Stores:primary:Url: an embedded store must be on this machine. Give http, a loopback address and a port, such as http://127.0.0.1:7081."], errors);
    }

    [Theory]
    [InlineData("http://localhost:7081")]
    [InlineData("http://[::1]:7081")]
    [InlineData("http://127.0.0.2:7081/")]
    public void Read_EmbeddedStoreOnLoopback_IsTaken(string url) =>
        Assert.Empty(ConfigurationFacts.Errors(("Holdfast:Stores:primary:Url", url), ("Holdfast:Stores:primary:Embedded", "true")));

    [Fact]
    public void Read_TwoEmbeddedStoresOnOnePort_NamesTheOther()
    {
        var errors = ConfigurationFacts.Errors(
            ("Holdfast:Stores:primary:Embedded", "true"),
            ("Holdfast:Stores:replica:Embedded", "true"),
            ("Holdfast:Stores:replica:Url", "http://localhost:8086"));

        Assert.Equal(["Holdfast:Stores:replica:Url: port 8086 is already that of the embedded store 'primary'. Give each embedded store a port of its own."], errors);
    }

    [Fact]
    public void Read_MisspeltRequiredKey_IsNotAlsoToldAsMissing()
    {
        var errors = ConfigurationFacts.Errors(
            ("Holdfast:Stores:primary:Url", null), ("Holdfast:Stores:primary:Uri", "http://127.0.0.1:8086"),
            ("Holdfast:Tiers:hot:Bucket", null), ("Holdfast:Tiers:hot:Buckett", "telemetry_hot"));

        Assert.Equal(
            [
                "Holdfast:Stores:primary:Uri: the key is unknown. Did you mean Url? Rename it or remove it.",
                "Holdfast:Tiers:hot:Buckett: the key is unknown. Did you mean Bucket? Rename it or remove it.",
            ],
            errors);
    }

    [Fact]
    public void Read_LongValueWithLineBreaks_IsShownShortOnOneLine()
    {
        var error = Assert.Single(ConfigurationFacts.Errors(("Holdfast:Delivery:Retries", new string('x', 63) + "\nyy")));

        Assert.Equal($"Holdfast:Delivery:Retries: '{new string('x', 63)} …' is not a whole number. Write digits only, such as 1.", error);
    }
}

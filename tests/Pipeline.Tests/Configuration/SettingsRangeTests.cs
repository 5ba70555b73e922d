namespace Holdfast.Pipeline.Tests.Configuration;

/// <summary>Each documented range: its ends are taken, the next value beyond each end is not.</summary>
public sealed class SettingsRangeTests
{
    /// <summary>Key, below, least, most, above, the range as the message gives it.</summary>
    public static TheoryData<string, string, string, string, string, string> Ranges => new()
    {
        { "Delivery:Timeout", "1.9999ms", "2ms", "5m", "300.0000001s", "2ms to 5m" },
        { "Delivery:TryTimeout", "0.9999ms", "1ms", "10s", "10.0000001s", "1ms to 10s" },
        { "Delivery:Retries", "-1", "0", "5", "6", "0 to 5" },
        { "Delivery:Backoff", "-0.0001ms", "0", "10s", "10.0000001s", "0s to 10s" },
        { "Delivery:RetryBudget", "-0.01", "0", "1", "1.01", "0 to 1" },
        { "Delivery:MinimumRetries", "-1", "0", "1000", "1001", "0 to 1000" },
        { "Delivery:ReferenceBytes", "1023", "1024", "67108864", "67108865", "1024 to 67108864" },
        { "Delivery:MaxInFlight", "0", "1", "256", "257", "1 to 256" },
        { "Delivery:MaxCoalescedBytes", "1023", "1024", "67108864", "67108865", "1024 to 67108864" },
        { "Delivery:Recheck", "0.9999s", "1s", "24h", "1.00:00:00.0000001", "1s to 1d" },
        { "Delivery:RecheckIneligible", "0.9999s", "1s", "24h", "1.00:00:00.0000001", "1s to 1d" },
        { "Breaker:Window", "0.9999s", "1s", "1h", "01:00:00.0000001", "1s to 1h" },
        { "Breaker:MinimumThroughput", "0", "1", "1000000", "1000001", "1 to 1000000" },
        { "Breaker:ConsecutiveFailures", "0", "1", "1000000", "1000001", "1 to 1000000" },
        { "Breaker:SlowP95", "0.9999ms", "1ms", "10s", "10.0000001s", "1ms to 10s" },
        { "Breaker:SlowWindow", "0.9999s", "1s", "1h", "01:00:00.0000001", "1s to 1h" },
        { "Breaker:SlowWindows", "0", "1", "1000", "1001", "1 to 1000" },
        { "Breaker:Isolation", "9.9999ms", "10ms", "24h", "1.00:00:00.0000001", "10ms to 1d" },
        { "Breaker:IsolationExtension", "-0.0001ms", "0", "1d", "1.00:00:00.0000001", "0s to 1d" },
        { "Breaker:MaximumIsolation", "9.9999ms", "10ms", "7d", "7.00:00:00.0000001", "10ms to 7d" },
        { "Breaker:Jitter", "-0.01", "0", "1", "1.01", "0 to 1" },
        { "Breaker:ProbeRatio", "0.0009", "0.001", "1", "1.01", "0.001 to 1" },
        { "Breaker:Evaluation", "9.9999ms", "10ms", "1h", "01:00:00.0000001", "10ms to 1h" },
        { "Breaker:MinimumProbes", "0", "1", "1000000", "1000001", "1 to 1000000" },
        { "Breaker:ProbeLease", "9.9999ms", "10ms", "1h", "01:00:00.0000001", "10ms to 1h" },
        { "Data:MaxBytes", "65535", "65536", "1125899906842624", "1125899906842625", "65536 to 1125899906842624" },
        { "Data:MaxAge", "59.9999999s", "1m", "36500d", "36501d", "1m to 36500d" },
        { "Data:SegmentBytes", "65535", "65536", "1073741824", "1073741825", "65536 to 1073741824" },
        { "Data:MaxDeadLetterBytes", "65535", "65536", "1125899906842624", "1125899906842625", "65536 to 1125899906842624" },
        { "Limits:MaxBodyBytes", "1023", "1024", "1073741824", "1073741825", "1024 to 1073741824" },
        { "Limits:MaxExpandedBytes", "1023", "1024", "1073741824", "1073741825", "1024 to 1073741824" },
        { "Limits:MaxLineBytes", "63", "64", "67108864", "67108865", "64 to 67108864" },
        { "Limits:MaxRequests", "0", "1", "1000000", "1000001", "1 to 1000000" },
        { "Limits:MaxBytesInFlight", "1023", "1024", "1099511627776", "1099511627777", "1024 to 1099511627776" },
        { "Limits:BodyTimeout", "99.9999ms", "100ms", "1h", "01:00:00.0000001", "100ms to 1h" },
        { "Limits:HeaderTimeout", "99.9999ms", "100ms", "10m", "00:10:00.0000001", "100ms to 10m" },
        { "Limits:MaxConnections", "0", "1", "1000000", "1000001", "1 to 1000000" },
        { "Limits:FutureTolerance", "-0.0001ms", "0", "36500d", "36501d", "0s to 36500d" },
        { "Limits:MaxListedRejections", "0", "1", "1000000", "1000001", "1 to 1000000" },
        { "Limits:IdempotencyEntries", "0", "1", "10000000", "10000001", "1 to 10000000" },
        { "Limits:IdempotencyAge", "0.9999s", "1s", "7d", "7.00:00:00.0000001", "1s to 7d" },
        { "Limits:MaxTagValues", "0", "1", "100000000", "100000001", "1 to 100000000" },
        { "Limits:MaxFields", "0", "1", "100000000", "100000001", "1 to 100000000" },
        { "Limits:MaxTagValuesInTier", "0", "1", "1000000000", "1000000001", "1 to 1000000000" },
        { "Recovery:Settle", "-0.0001ms", "0", "10m", "600.0000001s", "0s to 10m" },
        { "Recovery:RewindAge", "-0.0001ms", "0", "10m", "600.0000001s", "0s to 10m" },
        { "Recovery:RewindBytes", "-1", "0", "1073741824", "1073741825", "0 to 1073741824" },
        { "Recovery:BackfillLatency", "0.9999ms", "1ms", "10s", "10.0000001s", "1ms to 10s" },
        { "Recovery:BackfillStart", "1023", "1024", "1073741824", "1073741825", "1024 to 1073741824" },
        { "Recovery:BackfillFloor", "1023", "1024", "1073741824", "1073741825", "1024 to 1073741824" },
        { "Recovery:Soak", "-0.0001ms", "0", "24h", "1.00:00:00.0000001", "0s to 1d" },
        { "Recovery:SoakP95", "0.9999ms", "1ms", "10s", "10.0000001s", "1ms to 10s" },
        { "Reconcile:ShortestInterval", "0.9999s", "1s", "1d", "1.00:00:00.0000001", "1s to 1d" },
        { "Reconcile:LongestInterval", "0.9999s", "1s", "7d", "7.00:00:00.0000001", "1s to 7d" },
        { "Reconcile:Window", "0.9999s", "1s", "1d", "1.00:00:00.0000001", "1s to 1d" },
        { "Reconcile:Depth", "0.9999s", "1s", "31d", "31.00:00:00.0000001", "1s to 31d" },
        { "Reconcile:Delay", "-0.0001ms", "0", "1h", "01:00:00.0000001", "0s to 1h" },
        { "Reconcile:Timeout", "9.9999ms", "10ms", "5m", "300.0000001s", "10ms to 5m" },
        { "Reconcile:MaximumAnswer", "4095", "4096", "1073741824", "1073741825", "4096 to 1073741824" },
        { "Stores:primary:MaxConnections", "0", "1", "4096", "4097", "1 to 4096" },
        { "Stores:primary:ConnectTimeout", "0.9999ms", "1ms", "10s", "10.0000001s", "1ms to 10s" },
    };

    [Theory]
    [MemberData(nameof(Ranges))]
    public void Read_RangeEnds_TakesThemAndNothingBeyond(string key, string below, string least, string most, string above, string range)
    {
        Assert.Equal([$"Holdfast:{key}: '{below}' is out of range. Give {range}."], ConfigurationFacts.Errors(($"Holdfast:{key}", below)));
        Assert.Equal([$"Holdfast:{key}: '{above}' is out of range. Give {range}."], ConfigurationFacts.Errors(($"Holdfast:{key}", above)));

        // The ends may break a rule across keys, which is another test's matter; they never break the range.
        foreach (var end in new[] { least, most })
            Assert.DoesNotContain(ConfigurationFacts.Errors(($"Holdfast:{key}", end)), static error => error.Contains("out of range", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("Breaker:ErrorRate")]
    [InlineData("Breaker:CloseAbove")]
    [InlineData("Breaker:ReopenAbove")]
    [InlineData("Recovery:SoakErrorRate")]
    public void Read_Shares_AreStrictlyBetweenZeroAndOne(string key)
    {
        foreach (var bad in new[] { "0", "1", "-0.1", "1.1" })
            Assert.Equal([$"Holdfast:{key}: '{bad}' is out of range. Give more than 0 and less than 1; 3.5 % is 0.035."], ConfigurationFacts.Errors(($"Holdfast:{key}", bad)));
        foreach (var good in new[] { "0.0001", "0.9999" })
            Assert.DoesNotContain(ConfigurationFacts.Errors(($"Holdfast:{key}", good)), static error => error.Contains("out of range", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("Delivery:TryTimeout", "1.4999999s", "1.5s")]
    [InlineData("Breaker:MaximumIsolation", "2m", "119.9999999s")]
    [InlineData("Breaker:CloseAbove", "0.98", "0.9799")]
    [InlineData("Breaker:ProbeLease", "500.0001ms", "500ms")]
    [InlineData("Data:MaxBytes", "67108864", "67108863")]
    [InlineData("Limits:MaxExpandedBytes", "26214400", "26214399")]
    [InlineData("Limits:MaxBytesInFlight", "67108864", "67108863")]
    [InlineData("Limits:MaxTagValuesInTier", "100000", "99999")]
    [InlineData("Auth:Tokens:0:Token", "12345678", "1234567")]
    public void Read_RulesAcrossKeys_HoldExactlyAtTheirBoundary(string key, string good, string bad)
    {
        Assert.Empty(ConfigurationFacts.Errors(($"Holdfast:{key}", good)));
        Assert.Single(ConfigurationFacts.Errors(($"Holdfast:{key}", bad)));
    }

    [Fact]
    public void Read_LongestToken_IsTakenAndOneMoreIsNot()
    {
        Assert.Empty(ConfigurationFacts.Errors(("Holdfast:Auth:Tokens:0:Token", new string('t', 512))));
        Assert.Equal(
            ["Holdfast:Auth:Tokens:0:Token: the token has 513 characters. Give 8 to 512 characters, best at random: openssl rand -hex 32."],
            ConfigurationFacts.Errors(("Holdfast:Auth:Tokens:0:Token", new string('t', 513))));
    }

    [Fact]
    public void Read_MostTokens_AreTakenAndOneMoreIsNot()
    {
        static (string, string?)[] Tokens(int count) =>
            [.. Enumerable.Range(1, count - 1).SelectMany(static i => new (string, string?)[] { ($"Holdfast:Auth:Tokens:{i}:Token", $"secret-{i:0000}"), ($"Holdfast:Auth:Tokens:{i}:Role", "Writer") })];

        Assert.Empty(ConfigurationFacts.Errors(Tokens(1000)));
        Assert.Equal(["Holdfast:Auth:Tokens: the list has 1001 tokens. List at most 1000."], ConfigurationFacts.Errors(Tokens(1001)));
    }

    [Fact]
    public void Read_MostFailurePatterns_AreTakenAndOneMoreIsNot()
    {
        static (string, string?)[] Patterns(int count) =>
            [.. Enumerable.Range(0, count).Select(static i => ($"Holdfast:Stores:primary:FailurePatterns:{i}", (string?)$"text {i}"))];

        Assert.Empty(ConfigurationFacts.Errors(Patterns(64)));
        Assert.Equal(["Holdfast:Stores:primary:FailurePatterns: the list has 65 texts. List at most 64."], ConfigurationFacts.Errors(Patterns(65)));
    }
}

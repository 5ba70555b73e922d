using Holdfast.Functions.Durable;

namespace Holdfast.Functions.Tests.Durable;

public sealed class DurableNamesTests
{
    [Theory]
    [InlineData("primary-1.A_b", "primary-1.A_b")]
    [InlineData("a/b", "a~2fb")]
    [InlineData("a~2fb", "a~7e2fb")]
    [InlineData("@ü #?\\", "~40~c3~bc~20~23~3f~5c")]
    [InlineData("", "")]
    public void KeyOf_AnyName_HoldsOnlyWhatIdsMay(string name, string key) => Assert.Equal(key, DurableNames.KeyOf(name));

    [Fact]
    public void KeyOf_AtAndAboveTheLongest_IsKeptAndEndsInItsHash()
    {
        var longest = new string('a', DurableNames.MaximumKey);
        Assert.Equal(longest, DurableNames.KeyOf(longest));
        var (one, other) = (DurableNames.KeyOf(longest + "1"), DurableNames.KeyOf(longest + "2"));
        Assert.NotEqual(one, other);
        Assert.True(one.Length <= DurableNames.MaximumKey && $"recovery-{one}".Length < 100);
    }

    [Fact]
    public void Ids_OfAStore_KeepItsCase() =>
        Assert.Equal(("recovery-Store", "breaker", "Store"), (DurableNames.RecoveryOf("Store"), DurableNames.BreakerOf("Store").Name, DurableNames.BreakerOf("Store").Key));
}

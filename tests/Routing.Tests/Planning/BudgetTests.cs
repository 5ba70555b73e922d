using Holdfast.Routing.Planning;

namespace Holdfast.Routing.Tests.Planning;

public sealed class BudgetTests
{
    private const int Reference = 256 * 1024;
    private static readonly TimeSpan Total = TimeSpan.FromSeconds(1.5);
    private static readonly TimeSpan OneTry = TimeSpan.FromSeconds(0.5);

    [Theory]
    [InlineData(0, 1.0)]
    [InlineData(Reference, 1.0)]
    [InlineData(Reference * 2, 2.0)]
    [InlineData(Reference * 20, 20.0)]
    [InlineData(Reference * 20 + 1, 20.0)]
    [InlineData(Reference * 1000, 20.0)]
    public void For_Body_GrowsInProportionUpToTenSecondsATry(long bytes, double scale)
    {
        var budget = TimeBudget.For(bytes, Reference, Total, OneTry);
        Assert.Equal((OneTry * scale).TotalMilliseconds, budget.Try.TotalMilliseconds, 0.1);
        Assert.Equal((Total * scale).TotalMilliseconds, budget.Total.TotalMilliseconds, 0.1);
        Assert.True(budget.Try < budget.Total);
        Assert.True(budget.Attempts < budget.Total);
        Assert.True(budget.Try <= TimeBudget.LongestTry);
    }

    [Theory]
    [InlineData(1, 0, true)]
    [InlineData(1, 2, true)]
    [InlineData(1, 3, false)]
    [InlineData(15, 3, false)]
    [InlineData(20, 3, true)]
    [InlineData(20, 4, false)]
    [InlineData(1000, 199, true)]
    [InlineData(1000, 200, false)]
    public void Allows_RetryBudget_IsAFifthAndAtLeastThree(long requests, long retries, bool allowed) =>
        Assert.Equal(allowed, RetryBudget.Allows(requests, retries, share: 0.2, minimum: 3));

    [Theory]
    [InlineData(0, 0.0, 0)]
    [InlineData(0, 0.5, 25)]
    [InlineData(1, 0.5, 50)]
    [InlineData(2, 0.999, 199.8)]
    [InlineData(40, 0.5, 5000)]
    [InlineData(-1, 0.5, 25)]
    public void FullJitter_Attempt_DoublesTheBoundUpToTheLongest(int attempt, double sample, double milliseconds) =>
        Assert.Equal(milliseconds, Backoff.FullJitter(attempt, TimeSpan.FromMilliseconds(50), sample).TotalMilliseconds, 0.01);
}

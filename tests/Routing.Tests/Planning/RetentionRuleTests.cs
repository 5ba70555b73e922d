using System.Collections.Immutable;
using Holdfast.Routing.Planning;
using Holdfast.Routing.Tiers;

namespace Holdfast.Routing.Tests.Planning;

public class RetentionRuleTests
{
    [Theory]
    [InlineData(7, 7, RetentionStatus.Eligible, "its time to live is the tier's, 7.00:00:00")]
    [InlineData(0, 0, RetentionStatus.Eligible, "its time to live is the tier's, for ever")]
    [InlineData(7, 0, RetentionStatus.Ineligible, "its time to live is for ever, the tier's is 7.00:00:00")]
    [InlineData(0, 7, RetentionStatus.Ineligible, "its time to live is 7.00:00:00, the tier's is for ever")]
    [InlineData(7, 8, RetentionStatus.Ineligible, "its time to live is 8.00:00:00, the tier's is 7.00:00:00")]
    public void Compare_TwoTimesToLive_OnlyTheSameIsEligible(int tier, int target, RetentionStatus status, string reason) =>
        Assert.Equal(new(status, reason), RetentionRule.Compare(TimeSpan.FromDays(tier), TimeSpan.FromDays(target)));

    [Fact]
    public void IsEligible_TargetThatTheSnapshotDoesNotKnow_IsNot()
    {
        var first = new Target("a", "b", 0, null);
        var second = new Target("c", "d", 1, null);
        var tier = new Tier("hot", "hot", TimeSpan.Zero, [first, second]);
        var eligible = new RetentionVerdict(RetentionStatus.Eligible, "");
        var snapshot = new RetentionSnapshot([KeyValuePair.Create("hot", ImmutableArray.Create(eligible))]);

        Assert.True(snapshot.IsEligible(tier, first));
        Assert.False(snapshot.IsEligible(tier, second));
        Assert.False(snapshot.IsEligible(tier with { Name = "cold" }, first));
    }
}

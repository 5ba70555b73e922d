using Holdfast.Routing.Breakers;

namespace Holdfast.Routing.Tests.Breakers;

public class ProbeTicketTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(10)]
    public void GoesThrough_OfTheFirstRequests_IsExactlyOneInSoMany(int oneIn)
    {
        var through = 0;
        for (var requests = 1; requests <= 1000; requests++)
        {
            through += ProbeTicket.GoesThrough(requests - 1, oneIn) ? 1 : 0;
            Assert.Equal((requests + oneIn - 1) / oneIn, through);
        }
    }

    [Fact]
    public void GoesThrough_WhenTheCounterHasWrapped_StillAnswersOneInTen()
    {
        var through = 0;
        for (var i = 0; i < 100; i++)
            through += ProbeTicket.GoesThrough(unchecked(long.MaxValue - 50 + i), 10) ? 1 : 0;
        Assert.Equal(10, through);
    }

    [Theory]
    [InlineData(0.1, 10)]
    [InlineData(0.099, 10)]
    [InlineData(0.5, 2)]
    [InlineData(0.4, 3)]
    [InlineData(1, 1)]
    [InlineData(5, 1)]
    [InlineData(1e-300, int.MaxValue)]
    public void OneIn_OfARatio_IsItsRoundedReciprocal(double ratio, int oneIn) => Assert.Equal(oneIn, ProbeTicket.OneIn(ratio));

    [Theory]
    [InlineData(0)]
    [InlineData(-0.1)]
    [InlineData(double.NaN)]
    public void OneIn_OfNoShare_Throws(double ratio) => Assert.Throws<ArgumentOutOfRangeException>(() => ProbeTicket.OneIn(ratio));
}

using System.Text;
using Holdfast.Routing.Batching;
using Holdfast.Routing.Contracts;
using Holdfast.Routing.LineProtocol;

namespace Holdfast.Routing.Tests.Batching;

public sealed class BatchBuilderTests
{
    private const long Second = 1_000_000_000;
    private const long Now = 1_800_000_000 * Second;

    private static readonly BatchRules Rules = new(TimestampPrecision.Nanoseconds, Now, Now - 100 * Second, Now + 10 * Second, 1000, 3);

    [Fact]
    public void Build_GoodAndBadLines_NormalisesTheGoodAndPlacesTheBad()
    {
        var content = Build($"# comment\nm v=1 {Now}\r\n\nbad\nn,t=a  v=2i   {Now - Second}\nm v=3");
        Assert.Equal($"m v=1 {Now}\nn,t=a v=2i {Now - Second}\nm v=3 {Now}\n", Encoding.UTF8.GetString(content.Lines));
        Assert.Equal((3, Now - Second, Now), (content.Points, content.MinTime, content.MaxTime));
        var bad = Assert.Single(content.Rejected);
        Assert.Equal((4, RejectionCode.MissingFields), (bad.Rejection.Line, bad.Rejection.Code));
        Assert.Equal([2, 5, 6], Enumerable.Range(0, 3).Select(content.Map.LineOf));
    }

    [Theory]
    [InlineData(-100, true)]
    [InlineData(-101, false)]
    [InlineData(10, true)]
    [InlineData(11, false)]
    public void Build_TimeAtTheLimits_IsTakenUpToThem(int seconds, bool taken)
    {
        var content = Build($"m v=1 {Now + seconds * Second}");
        Assert.Equal(taken ? 1 : 0, content.Points);
        if (!taken)
            Assert.Equal(seconds < 0 ? RejectionCode.TooOld : RejectionCode.TooFarInFuture, content.Rejected[0].Rejection.Code);
    }

    [Fact]
    public void Build_TooOld_TellsTheColumnOfTheTimestamp()
    {
        var content = Build($"m v=1 {Now}\nm v=1 5");
        Assert.Equal(
            new Rejection(2, 7, RejectionCode.TooOld, "the point of 1970-01-01T00:00:00.000Z is older than the tier keeps (since 2027-01-15T07:58:20.000Z)"),
            content.Rejected[0].Rejection);
    }

    [Theory]
    [InlineData(3, 3, 0)]
    [InlineData(4, 3, 1)]
    [InlineData(50, 3, 47)]
    public void Build_ManyRejections_ListsTheFirstAndKeepsTheTextOfTheOthers(int bad, int listed, int unlisted)
    {
        var content = Build(string.Concat(Enumerable.Range(0, bad).Select(static index => $"bad{index}\n")) + "m v=1");
        Assert.Equal((listed, unlisted, bad, 1), (content.Rejected.Count, content.UnlistedRejections, content.Rejections, content.Points));
        Assert.Equal(
            string.Concat(Enumerable.Range(listed, unlisted).Select(static index => $"bad{index}\n")),
            Encoding.UTF8.GetString(content.Unlisted));
    }

    [Fact]
    public void ViolatesTier_OnlyOldPoints_IsTrueAndOtherwiseFalse()
    {
        Assert.True(Build("m v=1 1\nm v=1 2").ViolatesTier);
        Assert.False(Build("m v=1 1\nbad").ViolatesTier);
        Assert.False(Build("m v=1 1\nm v=1").ViolatesTier);
        Assert.False(Build("").ViolatesTier);
    }

    [Fact]
    public void Build_RejectedByTheSchema_TeachesNothingAndIsPlaced()
    {
        var schema = Schema();
        Assert.Equal(1, BatchBuilder.Build("m v=1i"u8, Rules, schema).Points);
        var content = BatchBuilder.Build("m v=\"x\""u8, Rules, schema);
        Assert.Equal(RejectionCode.FieldTypeConflict, Assert.Single(content.Rejected).Rejection.Code);
    }

    [Fact]
    public void Build_ManyPoints_AllocatesByTheRequestAndNotByThePoint()
    {
        var schema = Schema();
        var few = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat($"m,t=a v=1i {Now}\n", 100)));
        var many = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat($"m,t=a v=1i {Now}\n", 10_000)));
        Allocated(few, schema);
        Allocated(many, schema);

        // The batch's own bytes are the one thing that grows. The runtime counts in pieces of 8 KiB; one object a point would be 240 KiB.
        const int granule = 2 * 8192;
        Assert.InRange(Allocated(many, schema) - many.Length - (Allocated(few, schema) - few.Length), -granule, granule);
    }

    private static long Allocated(byte[] text, Schema schema)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        BatchBuilder.Build(text, Rules, schema);
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }

    private static BatchContent Build(string text) => BatchBuilder.Build(Encoding.UTF8.GetBytes(text), Rules, Schema());

    private static Schema Schema() => new("hot", ContractSet.Empty, new(1000, 1000, 1000));
}

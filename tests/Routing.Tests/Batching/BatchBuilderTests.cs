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

    /// <summary>The longest timestamp there is, on a last line without a newline: not a byte too many is asked for.</summary>
    [Theory]
    [InlineData("m v=1", 27)]
    [InlineData("m v=1\nm v=2", 55)]
    public void MostBytes_LongestFormOfAll_IsThat(string text, int bytes)
    {
        var rules = Rules with { Now = long.MinValue, Oldest = long.MinValue };
        var content = BatchBuilder.Build(Encoding.UTF8.GetBytes(text), rules, Schema());
        Assert.Equal((bytes - text.Count('\n'), bytes), (content.Bytes, (int)BatchBuilder.MostBytes(Encoding.UTF8.GetBytes(text))));
    }

    [Theory]
    [InlineData("", 0)]
    [InlineData("bad\nbad\nbad\nbad\nbad", 8)]
    [InlineData("m v=1\n\nm v=2\n#\nm v=3\n", 3 * 26 + 16)]
    [InlineData("m,t=a v=1 1800000000000000000\n", 30)]
    [InlineData("m v=\"a\nb\"\nm v=\"a\n\n\nb\"\n", 30 + 32 + 8)]
    [InlineData("m   v=1   5\r\nbad\nbad\nbad\nbad\n", 8)]
    public void MostBytes_AnyText_IsNoLessThanWhatIsMade(string text, int made)
    {
        var content = Build(text);
        Assert.Equal(made, content.Bytes);
        Assert.InRange(content.Bytes, 0, BatchBuilder.MostBytes(Encoding.UTF8.GetBytes(text)));
    }

    /// <summary>Beyond a mebibyte the lines are gathered in several pieces; a line is never in two of them, and one larger than a piece has its own.</summary>
    [Theory]
    [InlineData(1, 1024 * 1024 - 1)]
    [InlineData(1, 1024 * 1024)]
    [InlineData(1, 1024 * 1024 + 1)]
    [InlineData(3, 1024 * 1024 + 1)]
    [InlineData(5, 600_000)]
    [InlineData(70_000, 60)]
    [InlineData(1, 5_000_000)]
    public void Build_ManyMebibytes_AreAllThere(int lines, int length)
    {
        var line = $"m v=\"{new string('x', length - 6 - 21)}\" {Now}\n";
        Assert.Equal(length, line.Length);
        var text = $"m v=\"y\"\nbad\n{string.Concat(Enumerable.Repeat(line, lines))}m v=\"z\"";
        var content = BatchBuilder.Build(Encoding.UTF8.GetBytes(text), Rules with { MaxLineBytes = int.MaxValue, MaxListed = 1 }, Schema());
        Assert.Equal(lines + 2, content.Points);
        Assert.Equal(text.Replace("bad\n", "", StringComparison.Ordinal).Replace("\"y\"", $"\"y\" {Now}", StringComparison.Ordinal) + $" {Now}\n", Encoding.UTF8.GetString(content.Lines));
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

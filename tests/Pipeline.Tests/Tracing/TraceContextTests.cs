using Holdfast.Pipeline.Tracing;

namespace Holdfast.Pipeline.Tests.Tracing;

public sealed class TraceContextTests
{
    private const string Parent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

    [Theory]
    [InlineData("vendor=1")]
    [InlineData("rojo=00f067aa0ba902b7,congo=t61rcWkgMzE")]
    [InlineData("vendor=1 , other=2,\tthird=3\t")]
    [InlineData("vendor=1,,other=2,")]
    [InlineData("tenant@system=1,a_b-c*d/e=2,0=3")]
    [InlineData("vendor= a b~!")]
    public void Of_StateThatIsSound_IsKeptAsItIs(string state) => Assert.Equal(new(Parent, state), TraceContext.Of(Parent, state));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData(",")]
    [InlineData("vendor")]
    [InlineData("vendor=")]
    [InlineData("=1")]
    [InlineData("Vendor=1")]
    [InlineData("-vendor=1")]
    [InlineData("ven dor=1")]
    [InlineData("vendor=1=2")]
    [InlineData("vendor=1\r\nx-evil: 1")]
    [InlineData("vendor=\u00e9")]
    [InlineData("vendor=1\u007f")]
    [InlineData("vendor=1,broken")]
    public void Of_StateThatIsNone_IsDroppedWhole(string? state) => Assert.Equal(new(Parent, null), TraceContext.Of(Parent, state));

    [Theory]
    [InlineData(511, true)]
    [InlineData(512, true)]
    [InlineData(513, false)]
    public void Of_StateOfALength_IsKeptUpToTheBound(int length, bool kept)
    {
        Assert.Equal(512, TraceContext.MaximumState);
        var state = $"a={new string('1', 200)},b={new string('2', 200)},c=".PadRight(length, '3');
        Assert.Equal(new(Parent, kept ? state : null), TraceContext.Of(Parent, state));
    }

    [Theory]
    [InlineData(31, true)]
    [InlineData(32, true)]
    [InlineData(33, false)]
    public void Of_StateOfSoManyMembers_IsKeptUpToTheBound(int members, bool kept)
    {
        Assert.Equal(32, TraceContext.MaximumMembers);
        var state = string.Join(',', Enumerable.Range(0, members).Select(static member => $"k{member}=1"));
        Assert.Equal(new(Parent, kept ? state : null), TraceContext.Of(Parent, state));
    }

    [Theory]
    [InlineData(256, 1, true)]
    [InlineData(257, 1, false)]
    [InlineData(1, 256, true)]
    [InlineData(1, 257, false)]
    public void Of_MemberOfALength_IsKeptUpToTheBound(int key, int value, bool kept)
    {
        var state = $"{new string('k', key)}={new string('v', value)}";
        Assert.Equal(new(Parent, kept ? state : null), TraceContext.Of(Parent, state));
    }

    /// <summary>The parent goes on as it is, as it always did; a state says nothing without one that can be read.</summary>
    [Theory]
    [InlineData(Parent, true)]
    [InlineData("01-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01-of a later version", true)]
    [InlineData("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01-of a later version", false)]
    [InlineData("01-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01x", false)]
    [InlineData("ff-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01", false)]
    [InlineData("00-00000000000000000000000000000000-b7ad6b7169203331-01", false)]
    [InlineData("00-0af7651916cd43dd8448eb211c80319c-0000000000000000-01", false)]
    [InlineData("00-0AF7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01", false)]
    [InlineData("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-0", false)]
    [InlineData("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-zz", false)]
    [InlineData("00_0af7651916cd43dd8448eb211c80319c_b7ad6b7169203331_01", false)]
    [InlineData("no trace context at all", false)]
    [InlineData("", false)]
    [InlineData(null, false)]
    public void Of_Parent_DecidesWhetherAStateGoesOn(string? parent, bool kept) =>
        Assert.Equal(new(parent, kept ? "vendor=1" : null), TraceContext.Of(parent, "vendor=1"));
}

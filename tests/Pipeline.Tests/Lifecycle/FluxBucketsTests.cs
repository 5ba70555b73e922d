using Holdfast.Pipeline.Lifecycle;

namespace Holdfast.Pipeline.Tests.Lifecycle;

public sealed class FluxBucketsTests
{
    [Theory]
    [InlineData("from(bucket: \"hot\") |> range(start: -1h) |> to(bucket:\"warm\", org: \"o\")", "hot,warm")]
    [InlineData("from ( bucket\n : // which\n \"hot\" )", "hot")]
    [InlineData("// from(bucket: \"hot\")\nfrom(bucket: \"cold\")", "cold")]
    [InlineData("option task = {name: \"bucket: \\\"hot\\\"\", every: 1h}\nfrom(bucket: \"cold\")", "cold")]
    [InlineData("x = \"// no comment\"\nfrom(bucket: \"hot\")", "hot")]
    [InlineData("src = \"hot\"\nfrom(bucket: src)", "hot")]
    [InlineData("src = \"hot\"\nf = () => { src = \"warm\"\n return from(bucket: src) }", "hot,warm")]
    [InlineData("from(bucket: unknown)", "")]
    [InlineData("from(bucketID: \"hot\")", "")]
    [InlineData("mybucket = 1\nf(mybucket: \"hot\")", "")]
    [InlineData("from(bucket: \"ho${x + \"t\"}\") |> to(bucket: \"warm\")", "warm")]
    [InlineData("filter(fn: (r) => r.a =~ /bucket: \"x\\/\"/) |> to(bucket: \"warm\")", "warm")]
    [InlineData("a = (b) / 2 / c\nto(bucket: \"hot\")", "hot")]
    [InlineData("from(bucket: \"a\\\"b\\\\c\\x41\\n\\$d\")", "a\"b\\cA\n$d")]
    [InlineData("from(bucket: \"never closed", "never closed")]
    [InlineData("from(bucket:", "")]
    [InlineData("", "")]
    public void Of_Script_FindsTheBucketsThatItNames(string flux, string buckets) =>
        Assert.Equal(buckets.Length == 0 ? [] : buckets.Split(','), FluxBuckets.Of(flux).Order(StringComparer.Ordinal));

    [Fact]
    public void Of_AnyPieceOfAScript_Ends()
    {
        const string Script = "from(bucket: \"a${f(x: \"}\")}\\x4\") |> filter(fn: (r) => r =~ /a\\/\"/) // \"\n |> to(bucket: b)\\";
        for (var from = 0; from < Script.Length; from++)
            for (var to = from; to <= Script.Length; to++)
                Assert.NotNull(FluxBuckets.Of("bucket " + Script[from..to]));
    }
}

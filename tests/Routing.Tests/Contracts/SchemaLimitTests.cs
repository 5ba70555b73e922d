using System.Globalization;
using Holdfast.Routing.LineProtocol;

namespace Holdfast.Routing.Tests.Contracts;

public class SchemaLimitTests
{
    [Fact]
    public void TryAdmit_FieldsBelowAtAndAboveTheLimit_FillUpOverAllMeasurements()
    {
        var schema = ContractSamples.Learning(new(MaxFields: 3));
        Assert.Equal("schema_full", schema.Verdict("m a=1,b=1,c=1,d=1"));
        Assert.Equal(0, schema.LearntFields);
        Assert.Equal("taken", schema.Verdict("m a=1,b=1"));
        Assert.Equal("schema_full", schema.Verdict("m a=1,b=1,c=1,d=1"));
        Assert.Equal("taken", schema.Verdict("n a=1"));
        Assert.Equal(
            new Rejection(1, 7, RejectionCode.SchemaFull, "found new field 'c', expected a known one: tier 'hot' is full (at most 3 fields, and 67108864 bytes of names)"),
            schema.Ask("m a=1,c=1"));
        Assert.Equal("schema_full", schema.Verdict("o a=1"));
        Assert.Equal("taken", schema.Verdict("m b=2,a=2"));
        Assert.Equal("field_type_conflict", schema.Verdict("m a=1i"));
        Assert.Equal(3, schema.LearntFields);
    }

    [Fact]
    public void TryAdmit_TagValuesBelowAtAndAboveTheLimitOfAKey_AreCountedByMeasurementAndKey()
    {
        var schema = ContractSamples.Learning(new(MaxTagValues: 2));
        Assert.Equal("taken", schema.Verdict("m,a=1 f=1"));
        Assert.Equal("taken", schema.Verdict("m,a=2 f=1"));
        Assert.Equal("tag_cardinality", schema.Verdict("m,a=3 f=1"));
        Assert.Equal("taken", schema.Verdict("m,a=1 f=1"));
        Assert.Equal("taken", schema.Verdict("m,b=3 f=1"));
        Assert.Equal("taken", schema.Verdict("n,a=3 f=1"));
        Assert.Equal("taken", schema.Verdict("m f=1"));
        Assert.Equal(4, schema.TagValues);
    }

    [Fact]
    public void TryAdmit_TagValuesBelowAtAndAboveTheLimitOfTheTier_FillItUp()
    {
        var schema = ContractSamples.Learning(new(MaxTagValuesInTier: 3));
        Assert.Equal("schema_full", schema.Verdict("m,a=1,b=1,c=1,d=1 f=1"));
        Assert.Equal("taken", schema.Verdict("m,a=1,b=1 f=1"));
        Assert.Equal("schema_full", schema.Verdict("m,a=2,b=2 f=1"));
        Assert.Equal("taken", schema.Verdict("n,a=1 f=1"));
        Assert.Equal(
            new Rejection(1, 5, RejectionCode.SchemaFull, "found a new tag value, expected a known one: tier 'hot' is full with 3 tag values"), schema.Ask("m,a=2 f=1"));
        Assert.Equal("schema_full", schema.Verdict("o,a=1 f=1"));
        Assert.Equal("taken", schema.Verdict("m,b=1,a=1 f=1"));
        Assert.Equal(3, schema.TagValues);
    }

    [Fact]
    public void TryAdmit_NamesBelowAtAndAboveTheirLimit_FillItUp()
    {
        var schema = ContractSamples.Learning(new(MaxNameBytes: 10));
        Assert.Equal("schema_full", schema.Verdict("mea tooolong=1"));
        Assert.Equal("taken", schema.Verdict("mea,t=v fie=1")); // Seven.
        Assert.Equal("schema_full", schema.Verdict("mea,t=v four=1"));
        Assert.Equal("schema_full", schema.Verdict("mea,tags=v fie=1"));
        Assert.Equal("taken", schema.Verdict("mea,t=v end=1"));
        Assert.Equal("schema_full", schema.Verdict("mea,t=v e=1"));
        Assert.Equal("schema_full", schema.Verdict("mea,u=v fie=1"));
        Assert.Equal("taken", schema.Verdict("mea,t=w fie=1,end=2"));
    }

    [Fact]
    public void TryAdmit_ManyValuesAndNames_AreAllToldApart()
    {
        var schema = ContractSamples.Learning(new(MaxTagValues: 50_000));
        var fields = new HashSet<(int, int)>();
        for (var round = 0; round < 2; round++)
        {
            for (var index = 0; index < 50_000; index++)
            {
                fields.Add((index % 100, index % 997));
                var value = index % 997 % 2 == 0 ? "1" : "1i";
                Assert.Null(schema.Ask(string.Create(CultureInfo.InvariantCulture, $"m{index % 100},host=server-{index} f{index % 997}={value}")));
            }

            Assert.Equal((fields.Count, 50_000), (schema.LearntFields, schema.TagValues));
        }
    }

    [Fact]
    public void TryAdmit_LineWithVeryManyNewFields_TakesTimeInProportion()
    {
        // With a quadratic look for repetitions this would take minutes.
        var line = $"m {string.Join(',', Enumerable.Range(0, 50_000).Select(static index => $"f{index}=1"))}";
        var schema = ContractSamples.Learning();
        Assert.Null(schema.Ask(line));
        Assert.Equal(50_000, schema.LearntFields);
    }
}

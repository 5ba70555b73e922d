using Holdfast.Routing.Contracts;
using Holdfast.Routing.LineProtocol;

namespace Holdfast.Routing.Tests.Contracts;

public class SchemaContractTests
{
    [Theory]
    [InlineData("we\\ ather,sta\\ tion=a temp\\ erature=1", "taken")]
    [InlineData("we\\ ather,room=1,sta\\ tion=a,floor=2 temp\\ erature=1,count=1i,total=1u,note=\"n\"", "taken")]
    [InlineData("we\\ ather temp\\ erature=1", "tag_required")]
    [InlineData("we\\ ather,room=1 temp\\ erature=1", "tag_required")]
    [InlineData("we\\ ather,sta\\ tion=a,other=1 temp\\ erature=1", "tag_not_allowed")]
    [InlineData("we\\ ather,sta\\ tion=a humidity=1", "field_not_allowed")]
    [InlineData("we\\ ather,sta\\ tion=a temp\\ erature=1,humidity=1", "field_not_allowed")]
    [InlineData("we\\ ather,sta\\ tion=a temp\\ erature=1i", "field_type_conflict")]
    [InlineData("we\\ ather,sta\\ tion=a count=1", "field_type_conflict")]
    [InlineData("we\\ ather,sta\\ tion=a count=1u", "field_type_conflict")]
    [InlineData("we\\ ather,sta\\ tion=a total=1i", "field_type_conflict")]
    [InlineData("we\\ ather,sta\\ tion=a note=t", "field_type_conflict")]
    [InlineData("we\\ ather,sta\\ tion=a temp\\ erature=-90", "taken")]
    [InlineData("we\\ ather,sta\\ tion=a temp\\ erature=60", "taken")]
    [InlineData("we\\ ather,sta\\ tion=a temp\\ erature=-90.0001", "field_out_of_range")]
    [InlineData("we\\ ather,sta\\ tion=a temp\\ erature=60.0001", "field_out_of_range")]
    [InlineData("we\\ ather,sta\\ tion=a count=0i", "taken")]
    [InlineData("we\\ ather,sta\\ tion=a count=9223372036854775807i", "taken")]
    [InlineData("we\\ ather,sta\\ tion=a count=-1i", "field_out_of_range")]
    [InlineData("we\\ ather,sta\\ tion=a total=10u", "taken")]
    [InlineData("we\\ ather,sta\\ tion=a total=11u", "field_out_of_range")]
    [InlineData("weather x=1", "taken")] // Another measurement, and so without a contract.
    public void TryAdmit_ContractInForce_IsKept(string line, string verdict)
    {
        var schema = new Schema("hot", ContractSamples.Set(ContractSamples.Weather), new());
        Assert.Equal(verdict, schema.Verdict(line));
        Assert.Equal(verdict, schema.Verdict(line));
    }

    [Theory]
    [InlineData("we\\ ather,sta\\ tion=a temp\\ erature=1i", 37, "found integer for field 'temp\\ erature', expected float, as its contract says")]
    [InlineData("we\\ ather,sta\\ tion=a temp\\ erature=70", 37, "found '70' for field 'temp\\ erature', expected -90 to 60")]
    [InlineData("we\\ ather,sta\\ tion=a count=-1i", 29, "found '-1i' for field 'count', expected at least 0")]
    [InlineData("we\\ ather,sta\\ tion=a total=11u", 29, "found '11u' for field 'total', expected at most 10")]
    [InlineData("we\\ ather,sta\\ tion=a x=1", 23, "found field 'x', expected one of 'count', 'note', 'temp erature', 'total'")]
    [InlineData("we\\ ather,sta\\ tion=a,x=y total=1u", 23, "found tag 'x', expected one of 'sta tion', 'room', 'floor'")]
    [InlineData("we\\ ather total=1u", 1, "found no tag 'sta tion', expected it on every point of 'we ather'")]
    public void TryAdmit_ContractBroken_TellsWhereAndWhy(string line, int column, string message)
    {
        var schema = new Schema("hot", ContractSamples.Set(ContractSamples.Weather), new());
        var rejection = schema.Ask($"\n{line}");
        Assert.Equal((2, column, message), (rejection!.Line, rejection.Column, rejection.Message));
    }

    [Fact]
    public void TryAdmit_ContractOfAnotherTier_IsWrongTier()
    {
        var schema = new Schema("cold", ContractSamples.Set(ContractSamples.Weather), new());
        Assert.Equal(
            new Rejection(1, 1, RejectionCode.WrongTier, "found measurement 'we\\ ather' in tier 'cold', expected it in tier 'hot'"),
            schema.Ask("we\\ ather,sta\\ tion=a total=1u"));
        Assert.Equal("taken", schema.Verdict("other,sta\\ tion=a total=1u"));
    }

    [Fact]
    public void TryAdmit_ContractLimitsATag_HoldsBelowAtAndAbove()
    {
        var schema = new Schema("hot", ContractSamples.Set(ContractSamples.Weather), new(MaxTagValues: 3));
        Assert.Equal("taken", schema.Verdict("we\\ ather,sta\\ tion=a,room=1 total=1u"));
        Assert.Equal("taken", schema.Verdict("we\\ ather,sta\\ tion=a,room=2 total=1u"));
        var rejection = schema.Ask("we\\ ather,sta\\ tion=b,room=3 total=1u");
        Assert.Equal((RejectionCode.TagCardinality, 28, "found new value '3' for tag 'room', expected one of the 2 known: more are not taken"), (rejection!.Code, rejection.Column, rejection.Message));
        Assert.Equal("taken", schema.Verdict("we\\ ather,sta\\ tion=b,room=2 total=1u"));
        Assert.Equal("taken", schema.Verdict("we\\ ather,sta\\ tion=c,room=2 total=1u"));
        Assert.Equal("tag_cardinality", schema.Verdict("we\\ ather,sta\\ tion=d,room=2 total=1u"));
    }

    [Fact]
    public void TryAdmit_ContractLeavesFieldsOpen_LearnsThem()
    {
        var schema = new Schema("hot", ContractSamples.Set(ContractSamples.Weather with { UnknownFields = true, AllowedTags = null }), new());
        Assert.Equal("taken", schema.Verdict("we\\ ather,sta\\ tion=a,any=b total=1u,open=1i"));
        Assert.Equal("field_type_conflict", schema.Verdict("we\\ ather,sta\\ tion=a total=1u,open=1"));
        Assert.Equal([new LearntField("we ather", "open", FieldType.Integer)], schema.TakeNew());
    }

    [Fact]
    public void TryAdmit_RangeAtTheEdgeOfDoubles_IsExactForIntegers()
    {
        // 2^53 + 1 has no double of its own: compared as a double it would pass for 2^53.
        var contract = new MeasurementContract { Measurement = "m", Tier = "hot", Fields = ContractSamples.Weather.Fields.Clear().Add("f", new(FieldType.Integer, null, 9007199254740992)) };
        var schema = new Schema("hot", ContractSamples.Set(contract), new());
        Assert.Equal("taken", schema.Verdict("m f=9007199254740992i"));
        Assert.Equal("field_out_of_range", schema.Verdict("m f=9007199254740993i"));
    }
}

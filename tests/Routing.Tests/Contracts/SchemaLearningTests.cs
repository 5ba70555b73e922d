using Holdfast.Routing.Contracts;
using Holdfast.Routing.LineProtocol;

namespace Holdfast.Routing.Tests.Contracts;

public class SchemaLearningTests
{
    private static readonly (FieldType Type, string Value)[] Types =
    [
        (FieldType.Float, "1"), (FieldType.Integer, "1i"), (FieldType.Unsigned, "1u"), (FieldType.Text, "\"1\""), (FieldType.Boolean, "t"),
    ];

    [Fact]
    public void TryAdmit_EveryPairOfTypes_TakesTheFirstSeenOnly()
    {
        foreach (var first in Types)
        {
            foreach (var second in Types)
            {
                var schema = ContractSamples.Learning();
                Assert.Equal("taken", schema.Verdict($"m f={first.Value}"));
                Assert.Equal(first == second ? "taken" : "field_type_conflict", schema.Verdict($"m f={second.Value}"));
                Assert.Equal([new LearntField("m", "f", first.Type)], schema.TakeNew());
            }
        }
    }

    [Fact]
    public void TryAdmit_Conflict_NamesBothTypes()
    {
        var schema = ContractSamples.Learning();
        schema.Ask("m f=1");
        Assert.Equal(
            new Rejection(2, 5, RejectionCode.FieldTypeConflict, "found text for field 'f', expected float, as first seen"), schema.Ask("m g=\"\n\",f=\"x\""));
    }

    [Fact]
    public void TryAdmit_OneLineWithAFieldOfTwoTypes_IsRejectedAndTeachesNothing()
    {
        var schema = ContractSamples.Learning();
        Assert.Equal("field_type_conflict", schema.Verdict("m f=1,f=1i"));
        Assert.Empty(schema.TakeNew());
        Assert.Equal("taken", schema.Verdict("m f=1i,f=2i"));
        Assert.Single(schema.TakeNew());
    }

    [Theory]
    [InlineData("m,new=value other=1,f=1i")] // The conflict stands behind what would be learnt,
    [InlineData("m,new=value f=1i,other=1")] // and before it.
    public void TryAdmit_RejectedLine_TeachesNothing(string line)
    {
        var schema = ContractSamples.Learning(new(MaxTagValuesInTier: 1));
        schema.Ask("m f=1");
        schema.TakeNew();
        Assert.Equal("field_type_conflict", schema.Verdict(line));
        Assert.Empty(schema.TakeNew());
        Assert.Equal((1, 0), (schema.LearntFields, schema.TagValues));
        Assert.Equal("taken", schema.Verdict("m other=\"text\""));
    }

    [Fact]
    public void TryAdmit_SameNamesElsewhere_AreOtherNames()
    {
        var schema = ContractSamples.Learning();
        Assert.Equal("taken", schema.Verdict("m f=1"));
        Assert.Equal("taken", schema.Verdict("n f=1i"));
        Assert.Equal("taken", schema.Verdict("m F=1i"));
        Assert.Equal("taken", schema.Verdict("m ff=1i"));
    }

    [Fact]
    public void TryAdmit_EscapedNames_AreLearntUnescaped()
    {
        var schema = ContractSamples.Learning();
        Assert.Equal("taken", schema.Verdict("m\\ n a\\ b\\=c=1"));
        Assert.Equal("field_type_conflict", schema.Verdict("m\\ n a\\ b\\=c=1i"));
        Assert.Equal("taken", schema.Verdict("m\\n a\\\\\\ b=1i"));
        Assert.Equal([new("m n", "a b=c", FieldType.Float), new LearntField("m\\n", "a\\\\ b", FieldType.Integer)], schema.TakeNew());
    }

    [Fact]
    public void TakeNew_AskedAgain_TellsEachOnce()
    {
        var schema = ContractSamples.Learning();
        schema.Ask("m f=1,g=1i");
        Assert.Equal("f g", string.Join(' ', schema.TakeNew().Select(static field => field.Field)));
        schema.Ask("m f=2");
        Assert.Empty(schema.TakeNew());
        schema.Ask("m f=2,h=t");
        Assert.Equal("h", Assert.Single(schema.TakeNew()).Field);
    }

    [Fact]
    public void Load_KeptFields_AreInForceAndNotNew()
    {
        var first = ContractSamples.Learning();
        first.Ask("m\\ n f\\,g=1");
        var second = ContractSamples.Learning();
        Assert.Equal(1, second.Load(first.TakeNew()));

        Assert.Equal("field_type_conflict", second.Verdict("m\\ n f\\,g=1i"));
        Assert.Equal("taken", second.Verdict("m\\ n f\\,g=2"));
        Assert.Empty(second.TakeNew());
    }

    [Fact]
    public void Forget_WhatARefusedPointTaught_IsTaughtAnewByTheNext()
    {
        var schema = ContractSamples.Learning();
        Assert.Equal("taken", schema.Verdict("m\\ n v=\"text\",w=1,x=t"));
        schema.TakeNew();

        Assert.Equal(1, schema.Forget("m\\ n v=\"text\",w=1,x=t 1\n"u8, "field type conflict: input field \"v\" on measurement \"m n\" is type string, already exists as type float"));

        Assert.Equal([new LearntField("m n", "v", FieldType.None)], schema.TakeNew());
        Assert.Equal("taken", schema.Verdict("m\\ n v=1"));
        Assert.Equal([new LearntField("m n", "v", FieldType.Float)], schema.TakeNew());
        Assert.Equal("field_type_conflict", schema.Verdict("m\\ n v=\"text\""));
        Assert.Equal("field_type_conflict", schema.Verdict("m\\ n w=1i"));
        Assert.Equal(3, schema.LearntFields);
    }

    [Fact]
    public void Forget_AnotherTypeThanIsKnown_ForgetsNothing()
    {
        var schema = ContractSamples.Learning();
        schema.Ask("m v=1,w=2");
        Assert.Equal(0, schema.Forget("m v=1i,w=2i\n"u8, "\"v\" \"w\""));
        Assert.Equal(0, schema.Forget("n v=1\n"u8, "\"v\""));
        Assert.Equal(0, schema.Forget("m v=1,w=2\n"u8, "neither of them"));
        Assert.Equal("field_type_conflict", schema.Verdict("m v=1i"));
    }

    [Fact]
    public void Forget_FullSchema_KeepsTheFieldsPlace()
    {
        var schema = new Schema("hot", ContractSamples.Set(), new(MaxFields: 2));
        schema.Ask("m v=1i,w=1");
        Assert.Equal(1, schema.Forget("m v=1i\n"u8, "field 'v'"));

        Assert.Equal("schema_full", schema.Verdict("m x=1"));
        Assert.Equal("taken", schema.Verdict("m v=1"));
        Assert.Equal("field_type_conflict", schema.Verdict("m v=1i"));
    }

    [Fact]
    public void Load_WhatCannotBeInForce_IsPassedOver()
    {
        var schema = new Schema("hot", ContractSamples.Set(ContractSamples.Weather), new(MaxFields: 2));
        Assert.Equal(1, schema.Load([
            new("m", "f", FieldType.Float),
            new("m", "f", FieldType.Integer), // Known by now, as another type.
            new("we ather", "count", FieldType.Float), // The contract fixes it,
            new("we ather", "humidity", FieldType.Float), // and allows no other.
            new("m\\", "f", FieldType.Float), new("m", "", FieldType.Float), new("m", "none", FieldType.None), new("m", "no", (FieldType)77),
        ]));
        Assert.Equal(1, schema.Load([new("m", "g", FieldType.Float), new("m", "h", FieldType.Float)]));
        Assert.Equal(2, schema.LearntFields);
    }

    [Fact]
    public void Schema_LimitBelowOne_Throws()
    {
        Assert.Throws<ArgumentOutOfRangeException>(static () => ContractSamples.Learning(new(MaxTagValues: 0)));
        Assert.Throws<ArgumentOutOfRangeException>(static () => ContractSamples.Learning(new(MaxFields: 0)));
        Assert.Throws<ArgumentOutOfRangeException>(static () => ContractSamples.Learning(new(MaxTagValuesInTier: 0)));
        Assert.Throws<ArgumentOutOfRangeException>(static () => ContractSamples.Learning(new(MaxNameBytes: 0)));
    }
}

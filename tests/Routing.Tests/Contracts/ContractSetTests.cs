using System.Collections.Immutable;
using Holdfast.Routing.Contracts;
using Holdfast.Routing.LineProtocol;

namespace Holdfast.Routing.Tests.Contracts;

public class ContractSetTests
{
    private static readonly MeasurementContract Plain = new() { Measurement = "m", Tier = "hot" };

    [Fact]
    public void Create_SoundContracts_MakesTheSet()
    {
        var set = ContractSet.Create([ContractSamples.Weather, Plain], ContractSamples.Table, out var errors);
        Assert.Empty(errors);
        Assert.Equal(2, set!.Contracts.Length);
        Assert.Same(ContractSamples.Weather, set.Contracts[0]);
        Assert.Same(Plain, set.Contracts[1]);
    }

    [Fact]
    public void Create_OneFault_IsToldWithPathAndMend()
    {
        var fields = ImmutableDictionary<string, FieldContract>.Empty;
        var limits = ImmutableDictionary<string, int>.Empty;
        const string Name = "Use a name that is not empty, has no control characters and does not end with a backslash";
        const string Allow = "Add it there, or leave AllowedTags out to allow any";
        AssertError(Plain with { Tier = "tepid" }, "Contracts:m:Tier: no tier is called 'tepid'. Name one of: hot, cold.");
        AssertError(Plain with { Measurement = "#m" }, $"Contracts:#m: '#m' cannot be a measurement. {Name}, nor start with '#'.");
        AssertError(Plain with { RequiredTags = ["a", "a"] }, "Contracts:m:RequiredTags:1: tag 'a' is listed twice. List it once.");
        AssertError(Plain with { AllowedTags = ["a", "a"] }, "Contracts:m:AllowedTags:1: tag 'a' is listed twice. List it once.");
        AssertError(Plain with { RequiredTags = ["a\\"] }, $"Contracts:m:RequiredTags:0: 'a\\' cannot be a key. {Name}.");
        AssertError(Plain with { RequiredTags = ["a", "b"], AllowedTags = ["a"] }, $"Contracts:m:RequiredTags:1: tag 'b' is not among AllowedTags. {Allow}.");
        AssertError(Plain with { MaxTagValues = limits.Add("b", 1), AllowedTags = ["a"] }, $"Contracts:m:MaxTagValues:b: tag 'b' is not among AllowedTags. {Allow}.");
        AssertError(Plain with { MaxTagValues = limits.Add("b", 0) }, "Contracts:m:MaxTagValues:b: 0 values are none. Allow at least 1, or leave the tag out of AllowedTags.");
        AssertError(Plain with { MaxTagValues = limits.Add("", 1) }, $"Contracts:m:MaxTagValues:: '' cannot be a key. {Name}.");
        AssertError(Plain with { UnknownFields = false }, "Contracts:m:Fields: no field is allowed, so no point could be taken. List the fields, or set UnknownFields to true.");
        AssertError(Plain with { Fields = fields.Add("f\t", new(FieldType.Text)) }, $"Contracts:m:Fields:f\\u0009: 'f\\u0009' cannot be a key. {Name}.");
        AssertError(Field(FieldType.None), "Contracts:m:Fields:f:Type: 'None' is not a type of fields. Use one of: Float, Integer, Unsigned, Text, Boolean.");
        AssertError(Field((FieldType)77, 1), "Contracts:m:Fields:f:Type: '77' is not a type of fields. Use one of: Float, Integer, Unsigned, Text, Boolean.");
        AssertError(Field(FieldType.Text, 1), "Contracts:m:Fields:f: a text field has no range. Leave Minimum and Maximum out, or give the field a numeric type.");
        AssertError(Field(FieldType.Boolean, null, 1), "Contracts:m:Fields:f: a boolean field has no range. Leave Minimum and Maximum out, or give the field a numeric type.");
        AssertError(Field(FieldType.Float, 2, 1), "Contracts:m:Fields:f: Minimum 2 is greater than Maximum 1. Exchange them, or mend the one that is wrong.");
        AssertError(Field(FieldType.Float, double.NaN), "Contracts:m:Fields:f: the range NaN to  is not finite. Give finite numbers, or leave a bound out.");
        AssertError(Field(FieldType.Integer, 1.2, 1.8), "Contracts:m:Fields:f: no integer lies between 1.2 and 1.8. Widen the range, or use the type Float.");
        AssertError(Field(FieldType.Unsigned, -2, -1), "Contracts:m:Fields:f: no unsigned lies between -2 and -1. Widen the range, or use the type Float.");
    }

    [Fact]
    public void Create_BoundsThatAreAllowed_AreNoFault() =>
        Assert.NotNull(ContractSet.Create([Field(FieldType.Float, 1, 1), Field(FieldType.Unsigned, -1, 0) with { Measurement = "n" }], ContractSamples.Table, out _));

    [Fact]
    public void Create_ManyFaults_TellsThemAll()
    {
        var broken = Field(FieldType.Text, 1) with { Tier = "tepid", RequiredTags = ["x"], AllowedTags = [] };
        Assert.Null(ContractSet.Create([Plain, broken], ContractSamples.Table, out var errors));
        Assert.Equal(
            "Contracts:m Contracts:m:Tier Contracts:m:RequiredTags:0 Contracts:m:Fields:f", string.Join(' ', errors.Select(static error => error.Path)));
    }

    private static MeasurementContract Field(FieldType type, double? minimum = null, double? maximum = null) =>
        Plain with { Fields = ImmutableDictionary<string, FieldContract>.Empty.Add("f", new(type, minimum, maximum)) };

    private static void AssertError(MeasurementContract contract, string error)
    {
        Assert.Null(ContractSet.Create([contract], ContractSamples.Table, out var errors));
        Assert.Equal(error, Assert.Single(errors).ToString());
    }
}

using System.Collections.Immutable;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Holdfast.Pipeline.Configuration;
using Holdfast.Routing.Contracts;
using Holdfast.Routing.LineProtocol;
using Holdfast.Routing.Tiers;

namespace Holdfast.Pipeline.Tests.Configuration;

public sealed class ContractFileReaderTests
{
    private const string Whole = """
        {
          // What the dashboards rely on.
          "contracts": {
            "cpu": {
              "Tier": "hot", "requiredTags": ["host"], "AllowedTags": ["host", "core"], "UnknownFields": false,
              "Fields": { "usage": { "Type": "float", "Minimum": 0, "Maximum": 100 }, "count": { "Type": "Unsigned" }, },
              "MaxTagValues": { "host": 5000 }
            },
            "CPU": { "Tier": "hot" }
          }
        }
        """;

    private static readonly RoutingTable Table = RoutingTable.Create(
        [new("primary", new Uri("http://127.0.0.1:8086"), StoreApi.V2, "")],
        [new("hot", "telemetry_hot", TimeSpan.FromDays(7), [new("primary", "b", 0, null)])],
        out _)!;

    [Fact]
    public void Read_WholeFile_GivesItsContracts()
    {
        var result = Read(Whole);

        Assert.Empty(result.Errors);
        Assert.Equal(2, result.Contracts!.Contracts.Length);
        var cpu = result.Contracts.Contracts[0];
        Assert.Equal(("cpu", "hot", false), (cpu.Measurement, cpu.Tier, cpu.UnknownFields));
        Assert.Equal(["host"], cpu.RequiredTags.ToArray());
        Assert.Equal(["host", "core"], cpu.AllowedTags!.Value.ToArray());
        Assert.Equal(new FieldContract(FieldType.Float, 0, 100), cpu.Fields["usage"]);
        Assert.Equal(new FieldContract(FieldType.Unsigned), cpu.Fields["count"]);
        Assert.Equal(5000, cpu.MaxTagValues["host"]);
        var other = result.Contracts.Contracts[1];
        Assert.Equal(("CPU", true, true), (other.Measurement, other.UnknownFields, other.AllowedTags is null));
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"Contracts":{}}""")]
    public void Read_NoContracts_IsTheEmptySet(string json) => Assert.Empty(Read(json).Contracts!.Contracts);

    [Fact]
    public void Read_ByteOrderMark_IsPassedOver() =>
        Assert.Empty(ContractFileReader.Read("c.json", Encoding.UTF8.GetPreamble().Concat("{}"u8.ToArray()).ToArray(), Table).Errors);

    [Theory]
    [InlineData("""{"Contract":{}}""", "c.json:1:2: Contract: the key is unknown. Did you mean Contracts? Rename it or remove it.")]
    [InlineData("""{"Contracts":[]}""", "c.json:1:14: Contracts: an object belongs here. Write { … }.")]
    [InlineData("""{"Contracts":{"m":null}}""", "c.json:1:19: Contracts:m: an object belongs here. Write { … }.", "c.json:1:19: Contracts:m:Tier: no tier is given. Name the tier that takes the measurement's points.")]
    [InlineData("""{"Contracts":{"m":{}}}""", "c.json:1:19: Contracts:m:Tier: no tier is given. Name the tier that takes the measurement's points.")]
    [InlineData("""{"Contracts":{"m":{"Tier":"warm"}}}""", "c.json:1:27: Contracts:m:Tier: no tier is called 'warm'. Name one of: hot.")]
    [InlineData("""{"Contracts":{"m":{"Tier":"hot","tier":"hot"}}}""", "c.json:1:33: Contracts:m:Tier: the key stands twice. Keep one of them.")]
    [InlineData("""{"Contracts":{"m":{"Tier":"hot"},"m":{"Tier":"hot"}}}""", "c.json:1:34: Contracts:m: the key stands twice. Keep one of them.")]
    [InlineData("""{"Contracts":{"m":{"Tier":"hot","Filds":{}}}}""", "c.json:1:33: Contracts:m:Filds: the key is unknown. Did you mean Fields? Rename it or remove it.")]
    [InlineData("""{"Contracts":{"m":{"Tier":"hot","x":{}}}}""", "c.json:1:33: Contracts:m:x: the key is unknown. Remove it; known here are Tier, RequiredTags, AllowedTags, Fields, UnknownFields, MaxTagValues.")]
    [InlineData("""{"Contracts":{"m":{"Tier":"hot","RequiredTags":"host"}}}""", "c.json:1:48: Contracts:m:RequiredTags: a list of texts belongs here. Write [ \"…\" ].")]
    [InlineData("""{"Contracts":{"m":{"Tier":"hot","RequiredTags":[7]}}}""", "c.json:1:49: Contracts:m:RequiredTags:0: a text belongs here. Write it in quotes.")]
    [InlineData("""{"Contracts":{"m":{"Tier":"hot","RequiredTags":["a","b"],"AllowedTags":["a"]}}}""", "c.json:1:53: Contracts:m:RequiredTags:1: tag 'b' is not among AllowedTags. Add it there, or leave AllowedTags out to allow any.")]
    [InlineData("""{"Contracts":{"m":{"Tier":"hot","UnknownFields":"no"}}}""", "c.json:1:49: Contracts:m:UnknownFields: true or false belongs here. Write true or false, without quotes.")]
    [InlineData("""{"Contracts":{"m":{"Tier":"hot","MaxTagValues":{"a":1.5}}}}""", "c.json:1:53: Contracts:m:MaxTagValues:a: a whole number belongs here. Write 1 to 2147483647, without quotes.")]
    [InlineData("""{"Contracts":{"m":{"Tier":"hot","MaxTagValues":{"a":2147483648}}}}""", "c.json:1:53: Contracts:m:MaxTagValues:a: a whole number belongs here. Write 1 to 2147483647, without quotes.")]
    [InlineData("""{"Contracts":{"m":{"Tier":"hot","MaxTagValues":{"a":0}}}}""", "c.json:1:53: Contracts:m:MaxTagValues:a: 0 values are none. Allow at least 1, or leave the tag out of AllowedTags.")]
    [InlineData("""{"Contracts":{"m":{"Tier":"hot","Fields":{"f":{}}}}}""", "c.json:1:47: Contracts:m:Fields:f:Type: no type is given. Use one of: Float, Integer, Unsigned, Text, Boolean.")]
    [InlineData("""{"Contracts":{"m":{"Tier":"hot","Fields":{"f":{"Type":"Double"}}}}}""", "c.json:1:55: Contracts:m:Fields:f:Type: 'Double' is not a type of fields. Use one of: Float, Integer, Unsigned, Text, Boolean.")]
    [InlineData("""{"Contracts":{"m":{"Tier":"hot","Fields":{"f":{"Type":"None"}}}}}""", "c.json:1:55: Contracts:m:Fields:f:Type: 'None' is not a type of fields. Use one of: Float, Integer, Unsigned, Text, Boolean.")]
    [InlineData("""{"Contracts":{"m":{"Tier":"hot","Fields":{"f":{"Type":"Float","Minimum":"0"}}}}}""", "c.json:1:73: Contracts:m:Fields:f:Minimum: a number belongs here. Write a number, without quotes.")]
    [InlineData("""{"Contracts":{"m":{"Tier":"hot","Fields":{"f":{"Type":"Float","Minimum":2,"Maximum":1}}}}}""", "c.json:1:47: Contracts:m:Fields:f: Minimum 2 is greater than Maximum 1. Exchange them, or mend the one that is wrong.")]
    [InlineData("[1]", "c.json:1:1: an object belongs here. Write { … }.")]
    public void Read_Fault_IsToldWithItsPlaceAndMend(string json, params string[] expected) =>
        Assert.Equal(expected, Read(json).Errors.Select(static error => error.ToString()).ToArray());

    [Fact]
    public void Read_ManyFaults_TellsAllOfThemWithTheirLines()
    {
        var result = Read("""
            { "Contracts": {
                "cpu": { "Tier": "warm", "Filds": {} },
                "größe": { "Tier": "hot",
                  "Fields": { "a": { "Type": "int" }, "b": { "Type": "Text", "Maximum": 3 } } } } }
            """);

        Assert.Null(result.Contracts);
        Assert.Equal(
            [
                "c.json:2:30: Contracts:cpu:Filds",
                "c.json:4:34: Contracts:größe:Fields:a:Type",
                "c.json:2:22: Contracts:cpu:Tier",
                "c.json:4:48: Contracts:größe:Fields:b",
            ],
            result.Errors.Select(static error => error.Path).ToArray());
    }

    [Theory]
    [InlineData("", "the file is not JSON at line 1, column 1: ")]
    [InlineData("{", "the file is not JSON at line 1, column 2: ")]
    [InlineData("{}\n{}", "the file is not JSON at line 2, column 1: ")]
    [InlineData("{\"Contracts\":\n  {'a'}}", "the file is not JSON at line 2, column 4: ")]
    [InlineData("{\"\\ud800\":1}", "the file is not JSON: A text is not valid Unicode")]
    public void Read_NoJson_SaysWhere(string json, string problem)
    {
        var error = Assert.Single(Read(json).Errors);

        Assert.Equal(("c.json", "Mend the JSON there"), (error.Path, error.Mend));
        Assert.StartsWith(problem, error.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_NoUtf8_IsToldOnce() =>
        Assert.Equal("c.json: the file is not UTF-8. Save it as UTF-8.", Assert.Single(ContractFileReader.Read("c.json", new byte[] { 0xff, 0xff }, Table).Errors).ToString());

    [Fact]
    public void ReadFile_Missing_IsAnErrorOfItsKey()
    {
        var error = Assert.Single(ContractFileReader.ReadFile("/no/such/file.json", Table).Errors);

        Assert.Equal("Holdfast:Contracts", error.Path);
        Assert.StartsWith("'/no/such/file.json' cannot be read: ", error.Problem, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(ContractFileReader.MaxBytes, true)]
    [InlineData(ContractFileReader.MaxBytes + 1, false)]
    public void ReadFile_Length_IsTakenUpToTheLimit(int length, bool taken)
    {
        var file = Path.GetTempFileName();
        try
        {
            File.WriteAllText(file, "{}" + new string(' ', length - 2));
            Assert.Equal(taken ? [] : [$"{file}: the file has {length} bytes. Give at most {ContractFileReader.MaxBytes}."],
                ContractFileReader.ReadFile(file, Table).Errors.Select(static error => error.ToString()).ToArray());
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Fact]
    public void ReadFile_Present_IsRead()
    {
        var file = Path.GetTempFileName();
        try
        {
            File.WriteAllText(file, Whole);
            Assert.Equal(2, ContractFileReader.ReadFile(file, Table).Contracts!.Contracts.Length);
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Fact]
    public void Read_CutAnywhereOrChangedAnywhere_NeverThrows()
    {
        var bytes = Encoding.UTF8.GetBytes(Whole);
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(1000), Prop.ForAll(
            Gen.Choose(0, bytes.Length).SelectMany(static _ => Gen.Choose(0, 255), static (at, value) => (at, value)).ToArbitrary(),
            change =>
            {
                var cut = ContractFileReader.Read("c.json", bytes.AsMemory(0, change.at), Table);
                var changed = bytes.ToImmutableArray().SetItem(Math.Min(change.at, bytes.Length - 1), (byte)change.value).ToArray();
                var result = ContractFileReader.Read("c.json", changed, Table);
                return (cut.Succeeded == cut.Errors.IsEmpty) && (result.Succeeded == result.Errors.IsEmpty);
            }));
    }

    private static ContractFileResult Read(string json) => ContractFileReader.Read("c.json", Encoding.UTF8.GetBytes(json), Table);
}

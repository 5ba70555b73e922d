using System.Text;
using Holdfast.Fuzzing.Mutating;
using Holdfast.Fuzzing.Running;
using Holdfast.Pipeline.Configuration;

namespace Holdfast.Fuzzing.Settings;

/// <summary>The file of contracts.</summary>
internal sealed class ContractsTarget : FuzzTarget
{
    private static readonly byte[] Sound = Encoding.UTF8.GetBytes(
        """
        { "Contracts": { "cpu": { "Tier": "hot", "RequiredTags": ["host"], "AllowedTags": ["host", "core"], "UnknownFields": false,
            "Fields": { "usage": { "Type": "Float", "Minimum": 0, "Maximum": 100 }, "n": { "Type": "Integer", "Minimum": -5 } }, "MaxTagValues": { "host": 5000 } },
          "mem": { "Tier": "cold", "Fields": { "free": { "Type": "Unsigned" }, "on": { "Type": "Boolean" }, "name": { "Type": "Text" } } } } }
        """);

    private static readonly string[] Names =
    [
        "Contracts", "cpu", "mem", "Tier", "hot", "cold", "RequiredTags", "AllowedTags", "UnknownFields", "Fields", "Type", "Float", "Integer", "Unsigned", "Boolean", "Text", "String",
        "Minimum", "Maximum", "MaxTagValues", "host", "core", "usage", "", " ", "a\nb", "\0", "Feilds", "1e999", "NaN",
    ];

    private readonly HoldfastSettings _settings = SettingsFacts.Sound();

    public override string Name => "contracts";

    public override int TestSeeds => 1500;

    public override byte[] Make(Random random)
    {
        var json = new JsonMaker(random, Names).Mutate(Sound, random.Next(0, 6));
        return random.Next(3) == 0 ? new ByteMutator(random, [.. Words.Odd, .. Words.Of(Names)]).Mutate(json, random.Next(1, 4), Sound) : json;
    }

    public override Task CheckAsync(byte[] input)
    {
        var result = ContractFileReader.Read("contracts.json", input, _settings.Table);
        Finding.Unless(result.Succeeded == result.Errors.IsEmpty, "either contracts or errors", $"{result.Errors.Length}");
        Errors.Check(result.Errors);
        Finding.Unless(result.Errors.All(static error => error.Path.StartsWith("contracts.json", StringComparison.Ordinal)), "errors name the file");
        return Task.CompletedTask;
    }
}

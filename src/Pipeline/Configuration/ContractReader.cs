using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using Holdfast.Routing.Contracts;
using Holdfast.Routing.LineProtocol;

namespace Holdfast.Pipeline.Configuration;

/// <summary>Turns the nodes of a contracts' file into contracts; a faulty value reads as not given, so that every fault is found.</summary>
internal sealed class ContractReader(ContractErrors errors)
{
    private const string TypeMend = "Use one of: Float, Integer, Unsigned, Text, Boolean";

    private static readonly string[] ContractKeys = ["Tier", "RequiredTags", "AllowedTags", "Fields", "UnknownFields", "MaxTagValues"];
    private static readonly string[] FieldKeys = ["Type", "Minimum", "Maximum"];

    /// <summary>One measurement's contract.</summary>
    public MeasurementContract Contract(ContractNode node, string path, string measurement)
    {
        var contract = new MeasurementContract { Measurement = measurement, Tier = "" };
        foreach (var (key, value) in Members(node, path, ContractKeys))
        {
            var at = $"{path}:{key}";
            contract = key switch
            {
                "Tier" => contract with { Tier = Text(value, at) ?? "" },
                "RequiredTags" => contract with { RequiredTags = Texts(value, at) },
                "AllowedTags" => contract with { AllowedTags = Texts(value, at) },
                "Fields" => contract with
                {
                    Fields = Named(value, at).ToImmutableDictionary(
                        static field => field.Name, field => Field(field.Value, $"{at}:{field.Name}"), StringComparer.Ordinal)
                },
                "UnknownFields" => contract with { UnknownFields = Switch(value, at, contract.UnknownFields) },
                _ => contract with
                {
                    MaxTagValues = Named(value, at).ToImmutableDictionary(
                        static tag => tag.Name, tag => Count(tag.Value, $"{at}:{tag.Name}"), StringComparer.Ordinal)
                },
            };
        }

        if (contract.Tier.Length == 0)
            errors.Add($"{path}:Tier", node.Position, "no tier is given", "Name the tier that takes the measurement's points");
        return contract;
    }

    /// <summary>The members of an object whose keys are known, under the spelling that is known; others are reported.</summary>
    public List<(string Key, ContractNode Value)> Members(ContractNode node, string path, string[] known)
    {
        var members = new List<(string, ContractNode)>();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (name, position, value) in Object(node, path))
        {
            var key = Array.Find(known, one => string.Equals(one, name, StringComparison.OrdinalIgnoreCase));
            if (key is not null)
            {
                Take(members, seen, key, position, value, Under(path, key));
                continue;
            }

            var mend = NearestKey.Find(name, known) is { } meant
                ? $"Did you mean {meant}? Rename it or remove it"
                : $"Remove it; known here are {string.Join(", ", known)}";
            errors.Add(Under(path, SectionReader.Shown(name)), position, "the key is unknown", mend);
        }

        return members;
    }

    /// <summary>The members of an object whose keys are names.</summary>
    public List<(string Name, ContractNode Value)> Named(ContractNode node, string path)
    {
        var members = new List<(string, ContractNode)>();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (name, position, value) in Object(node, path))
            Take(members, seen, name, position, value, Under(path, name));
        return members;
    }

    private void Take(
        List<(string Key, ContractNode Value)> members, HashSet<string> seen, string key, int position, ContractNode value, string path)
    {
        if (!seen.Add(key))
        {
            errors.Add(path, position, "the key stands twice", "Keep one of them");
            return;
        }

        errors.Stands(path, value.Position);
        members.Add((key, value));
    }

    private List<(string Name, int Position, ContractNode Value)> Object(ContractNode node, string path)
    {
        if (node.Kind is not JsonTokenType.StartObject)
            errors.Add(path, node.Position, "an object belongs here", "Write { … }");
        return node.Members;
    }

    private FieldContract Field(ContractNode node, string path)
    {
        FieldType? type = null;
        double? minimum = null;
        double? maximum = null;
        foreach (var (key, value) in Members(node, path, FieldKeys))
        {
            var at = $"{path}:{key}";
            if (key is "Type")
                type = Type(value, at);
            else if (key is "Minimum")
                minimum = Number(value, at);
            else
                maximum = Number(value, at);
        }

        if (type is null)
            errors.Add($"{path}:Type", node.Position, "no type is given", TypeMend);

        // A field whose type is at fault has no range to judge.
        return type is null ? new(FieldType.Float) : new(type.Value, minimum, maximum);
    }

    private FieldType? Type(ContractNode node, string path)
    {
        if (Text(node, path) is not { } text)
            return null;
        foreach (var type in Enum.GetValues<FieldType>())
        {
            if (type is not FieldType.None && string.Equals(type.ToString(), text, StringComparison.OrdinalIgnoreCase))
                return type;
        }

        errors.Add(path, node.Position, $"'{SectionReader.Shown(text)}' is not a type of fields", TypeMend);
        return null;
    }

    private string? Text(ContractNode node, string path)
    {
        if (node.Kind is JsonTokenType.String)
            return node.Text;
        errors.Add(path, node.Position, "a text belongs here", "Write it in quotes");
        return null;
    }

    private ImmutableArray<string> Texts(ContractNode node, string path)
    {
        if (node.Kind is not JsonTokenType.StartArray)
        {
            errors.Add(path, node.Position, "a list of texts belongs here", "Write [ \"…\" ]");
            return [];
        }

        var texts = ImmutableArray.CreateBuilder<string>();
        for (var index = 0; index < node.Items.Count; index++)
        {
            errors.Stands($"{path}:{index}", node.Items[index].Position);
            texts.Add(Text(node.Items[index], $"{path}:{index}") ?? "");
        }

        return texts.ToImmutable();
    }

    private bool Switch(ContractNode node, string path, bool fallback)
    {
        if (node.Kind is JsonTokenType.True or JsonTokenType.False)
            return node.Kind is JsonTokenType.True;
        errors.Add(path, node.Position, "true or false belongs here", "Write true or false, without quotes");
        return fallback;
    }

    private double? Number(ContractNode node, string path)
    {
        if (node.Kind is JsonTokenType.Number)
            return double.Parse(node.Text, CultureInfo.InvariantCulture);
        errors.Add(path, node.Position, "a number belongs here", "Write a number, without quotes");
        return null;
    }

    private int Count(ContractNode node, string path)
    {
        if (node.Kind is JsonTokenType.Number && int.TryParse(node.Text, CultureInfo.InvariantCulture, out var count))
            return count;
        errors.Add(path, node.Position, "a whole number belongs here", $"Write 1 to {int.MaxValue}, without quotes");
        return 1;
    }

    private static string Under(string path, string key) => path.Length == 0 ? key : $"{path}:{key}";
}

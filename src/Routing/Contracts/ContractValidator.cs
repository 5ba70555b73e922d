using System.Collections.Immutable;
using Holdfast.Routing.LineProtocol;
using Holdfast.Routing.Tiers;

namespace Holdfast.Routing.Contracts;

/// <summary>The rules that contracts must keep. Pure: contracts in, all errors out.</summary>
internal static class ContractValidator
{
    private const string NameMend = "Use a name that is not empty, has no control characters and does not end with a backslash";

    public static ImmutableArray<RoutingError> Validate(ImmutableArray<MeasurementContract> contracts, RoutingTable table)
    {
        var errors = ImmutableArray.CreateBuilder<RoutingError>();
        var measurements = new HashSet<string>(StringComparer.Ordinal);
        foreach (var contract in contracts)
        {
            var path = $"Contracts:{contract.Measurement}";
            if (!LineEscapes.TryEscapeMeasurement(contract.Measurement, out _))
                errors.Add(new(path, $"'{contract.Measurement}' cannot be a measurement", $"{NameMend}, nor start with '#'"));
            if (!measurements.Add(contract.Measurement))
                errors.Add(new(path, "two contracts are for this measurement", "Merge them into one"));
            if (table.TierNamed(contract.Tier) is null)
                errors.Add(new($"{path}:Tier", $"no tier is called '{contract.Tier}'", $"Name one of: {string.Join(", ", table.Tiers.Select(static tier => tier.Name))}"));
            CheckTags(path, contract, errors);
            CheckFields(path, contract, errors);
        }

        return errors.ToImmutable();
    }

    private static void CheckTags(string path, MeasurementContract contract, ImmutableArray<RoutingError>.Builder errors)
    {
        CheckNames($"{path}:RequiredTags", contract.RequiredTags, errors);
        CheckNames($"{path}:AllowedTags", contract.AllowedTags ?? [], errors);
        foreach (var (key, most) in contract.MaxTagValues.OrderBy(static pair => pair.Key, StringComparer.Ordinal))
        {
            var at = $"{path}:MaxTagValues:{key}";
            CheckName(at, key, errors);
            if (most < 1)
                errors.Add(new(at, $"{most} values are none", "Allow at least 1, or leave the tag out of AllowedTags"));
            CheckAllowed(at, key, contract, errors);
        }

        for (var index = 0; index < contract.RequiredTags.Length; index++)
            CheckAllowed($"{path}:RequiredTags:{index}", contract.RequiredTags[index], contract, errors);
    }

    private static void CheckAllowed(string path, string tag, MeasurementContract contract, ImmutableArray<RoutingError>.Builder errors)
    {
        if (contract.AllowedTags is { } allowed && !allowed.Contains(tag, StringComparer.Ordinal))
            errors.Add(new(path, $"tag '{tag}' is not among AllowedTags", "Add it there, or leave AllowedTags out to allow any"));
    }

    private static void CheckNames(string path, ImmutableArray<string> names, ImmutableArray<RoutingError>.Builder errors)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        for (var index = 0; index < names.Length; index++)
        {
            CheckName($"{path}:{index}", names[index], errors);
            if (!seen.Add(names[index]))
                errors.Add(new($"{path}:{index}", $"tag '{names[index]}' is listed twice", "List it once"));
        }
    }

    private static void CheckName(string path, string name, ImmutableArray<RoutingError>.Builder errors)
    {
        if (!LineEscapes.TryEscapeKey(name, out _))
            errors.Add(new(path, $"'{name}' cannot be a key", NameMend));
    }

    private static void CheckFields(string path, MeasurementContract contract, ImmutableArray<RoutingError>.Builder errors)
    {
        if (contract.Fields.IsEmpty && !contract.UnknownFields)
            errors.Add(new($"{path}:Fields", "no field is allowed, so no point could be taken", "List the fields, or set UnknownFields to true"));
        foreach (var (name, field) in contract.Fields.OrderBy(static pair => pair.Key, StringComparer.Ordinal))
        {
            var at = $"{path}:Fields:{name}";
            CheckName(at, name, errors);
            if (!Enum.IsDefined(field.Type) || field.Type == FieldType.None)
                errors.Add(new($"{at}:Type", $"'{field.Type}' is not a type of fields", "Use one of: Float, Integer, Unsigned, Text, Boolean"));
            else
                CheckRange(at, field, errors);
        }
    }

    private static void CheckRange(string path, FieldContract field, ImmutableArray<RoutingError>.Builder errors)
    {
        if (field is { Minimum: null, Maximum: null })
            return;
        if (field.Type is FieldType.Text or FieldType.Boolean)
            errors.Add(new(path, $"a {FieldTypes.Name(field.Type)} field has no range", "Leave Minimum and Maximum out, or give the field a numeric type"));
        else if (!double.IsFinite(field.Minimum ?? 0) || !double.IsFinite(field.Maximum ?? 0))
            errors.Add(new(path, $"the range {field.Minimum} to {field.Maximum} is not finite", "Give finite numbers, or leave a bound out"));
        else if (field.Minimum > field.Maximum)
            errors.Add(new(path, $"Minimum {field.Minimum} is greater than Maximum {field.Maximum}", "Exchange them, or mend the one that is wrong"));
        else if (field.Type != FieldType.Float && WholeRange.Of(field).IsEmpty)
            errors.Add(new(path, $"no {FieldTypes.Name(field.Type)} lies between {field.Minimum} and {field.Maximum}", "Widen the range, or use the type Float"));
    }
}

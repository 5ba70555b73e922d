using System.Text.Json;
using System.Text.Unicode;
using Holdfast.Routing.Contracts;
using Holdfast.Routing.Tiers;

namespace Holdfast.Pipeline.Configuration;

/// <summary>
/// Reads the JSON file of measurement contracts, and reports all of its faults at once. Keys ignore case; the names of measurements,
/// tags and fields do not.
/// </summary>
/// <example>
/// <code>
/// { "Contracts": { "cpu": { "Tier": "hot", "RequiredTags": ["host"], "AllowedTags": ["host", "core"], "UnknownFields": false,
///                           "Fields": { "usage": { "Type": "Float", "Minimum": 0, "Maximum": 100 } }, "MaxTagValues": { "host": 5000 } } } }
/// </code>
/// </example>
public static class ContractFileReader
{
    /// <summary>The longest file, in bytes.</summary>
    public const int MaxBytes = 16 * 1024 * 1024;

    private const string Root = "Contracts";

    /// <summary>Reads the file that the settings name.</summary>
    /// <param name="settings">Null when they are faulty: then there is nothing to check contracts against.</param>
    /// <returns>The contracts, empty when no file is named; or every fault.</returns>
    internal static (ContractSet Contracts, IReadOnlyList<RoutingError> Errors) ReadNamed(HoldfastSettings? settings)
    {
        if (settings?.ContractsFile is not { } file)
            return (ContractSet.Empty, []);
        var read = ReadFile(file, settings.Table);
        return (read.Contracts ?? ContractSet.Empty, read.Errors);
    }

    /// <summary>Reads the file. That it cannot be read is one of the errors.</summary>
    public static ContractFileResult ReadFile(string file, RoutingTable table)
    {
        try
        {
            var length = new FileInfo(file).Length;
            if (length <= MaxBytes)
                return Read(file, File.ReadAllBytes(file), table);
            return new(null, [new(file, $"the file has {length} bytes", $"Give at most {MaxBytes}")]);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or NotSupportedException or ArgumentException)
        {
            return new(null, [new("Holdfast:Contracts", $"'{file}' cannot be read: {error.Message.TrimEnd('.')}", "Give the path of a readable JSON file, or remove the key")]);
        }
    }

    /// <summary>Reads the file's content. Pure.</summary>
    /// <param name="file">The file's name, for the errors.</param>
    /// <param name="json">The content, UTF-8 with or without a byte order mark.</param>
    /// <param name="table">Where the tiers are defined that the contracts name.</param>
    public static ContractFileResult Read(string file, ReadOnlyMemory<byte> json, RoutingTable table)
    {
        if (json.Span.StartsWith("\uFEFF"u8))
            json = json[3..];
        var errors = new ContractErrors(file, json);
        if (TryParse(json, errors) is not { } root)
            return new(null, errors.All);
        var contracts = new List<MeasurementContract>();
        var reader = new ContractReader(errors);
        foreach (var (_, node) in reader.Members(root, "", [Root]))
        {
            foreach (var (measurement, contract) in reader.Named(node, Root))
                contracts.Add(reader.Contract(contract, $"{Root}:{measurement}", measurement));
        }

        var set = ContractSet.Create(contracts, table, out var faults);
        foreach (var fault in faults)
            errors.Add(fault);
        return errors.All is [] ? new(set, []) : new(null, errors.All);
    }

    private static ContractNode? TryParse(ReadOnlyMemory<byte> json, ContractErrors errors)
    {
        if (!Utf8.IsValid(json.Span))
        {
            errors.AddWhole("the file is not UTF-8", "Save it as UTF-8");
            return null;
        }

        try
        {
            return ContractNode.Parse(json.Span);
        }
        catch (JsonException error)
        {
            // The message repeats line and position, counted from 0, behind its first sentence.
            var sentence = error.Message.Split(" LineNumber:")[0].TrimEnd('.', ' ');
            var at = error.LineNumber is { } line ? $" at line {line + 1}, column {error.BytePositionInLine + 1}" : "";
            errors.AddWhole($"the file is not JSON{at}: {sentence}", "Mend the JSON there");
            return null;
        }
    }
}

using System.Reflection;
using System.Text.RegularExpressions;
using Holdfast.Pipeline.Telemetry;
using Holdfast.Tests.Design;

namespace Holdfast.Standalone.Tests.Design;

/// <summary>Operators filter by event ids: each has one meaning, and all of them stand in one file.</summary>
public sealed partial class EventIdTests
{
    private static readonly IReadOnlyDictionary<string, int> Ids = typeof(EventIds).GetFields(BindingFlags.Public | BindingFlags.Static)
        .ToDictionary(static field => field.Name, static field => (int)field.GetRawConstantValue()!, StringComparer.Ordinal);

    [Fact]
    public void Ids_AreUnique() => Assert.Equal(Ids.Count, Ids.Values.Distinct().Count());

    [Fact]
    public void Events_TakeTheirIdsFromTheOneFile_EachOnce()
    {
        var used = Repository.Sources("src")
            .SelectMany(static file => Event().Matches(file.Text), static (file, match) => (file.Path, Id: match.Groups["id"].Value))
            .ToList();
        Assert.All(used, static use => Assert.StartsWith("EventIds.", use.Id, StringComparison.Ordinal));
        Assert.Equal(Ids.Keys.Order(StringComparer.Ordinal), used.Select(static use => use.Id["EventIds.".Length..]).Order(StringComparer.Ordinal));
    }

    [GeneratedRegex(@"\[LoggerMessage\(\s*EventId = (?<id>[\w.]+)", RegexOptions.ExplicitCapture, 10_000)]
    private static partial Regex Event();
}

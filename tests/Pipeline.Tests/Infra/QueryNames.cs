using System.Text.RegularExpressions;

namespace Holdfast.Pipeline.Tests.Infra;

/// <summary>
/// The names that a PromQL query uses. Not a parser (promtool is): it takes lists of labels, selectors and ranges out, and what is left of words
/// and is no function is a metric.
/// </summary>
internal sealed partial class QueryNames
{
    private static readonly HashSet<string> Words = new(["and", "or", "unless", "bool", "offset"], StringComparer.Ordinal);

    public QueryNames(string query)
    {
        Labels = [.. Grouping().Matches(query).SelectMany(static list => list.Groups["labels"].Value.Split(',')).Select(static label => label.Trim()).Where(static label => label.Length > 0)];
        var rest = Range().Replace(Grouping().Replace(query, " "), " ");
        Selectors = [.. Selector().Matches(rest)
            .Where(static found => !Words.Contains(found.Groups["metric"].Value))
            .Select(static found => new QuerySelector(found.Groups["metric"].Value, MatchersOf(found.Groups["matchers"].Value)))];
    }

    /// <summary>The labels by which it groups and joins.</summary>
    public IReadOnlyList<string> Labels { get; }

    /// <summary>The selectors.</summary>
    public IReadOnlyList<QuerySelector> Selectors { get; }

    private static List<KeyValuePair<string, string>> MatchersOf(string text) =>
        [.. Matcher().Matches(text).Select(static found => KeyValuePair.Create(found.Groups["label"].Value, found.Groups["value"].Value))];

    [GeneratedRegex(@"\b(by|on|without|ignoring|group_left|group_right)\s*\((?<labels>[^)]*)\)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Grouping();

    [GeneratedRegex(@"\[[^\]]*\]", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Range();

    [GeneratedRegex(@"(?<![\w:""])(?<metric>[A-Za-z_:][\w:]*)(?!\s*\()(?![\w:])(\s*\{(?<matchers>[^}]*)\})?", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Selector();

    [GeneratedRegex(@"(?<label>\w+)\s*(=~|!~|!=|=)\s*""(?<value>[^""]*)""", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Matcher();
}

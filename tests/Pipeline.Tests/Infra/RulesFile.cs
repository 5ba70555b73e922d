namespace Holdfast.Pipeline.Tests.Infra;

/// <summary>
/// Reads the rules as this repository lays them out: an expression is a block of its own, everything else stands on one line. What is laid out in
/// another way fails to be read; that it is valid is for promtool to say.
/// </summary>
internal static class RulesFile
{
    public static IReadOnlyList<Rule> Read() => Read(File.ReadAllLines(InfraFile.Rules));

    public static IReadOnlyList<Rule> Alerts() => [.. Read().Where(static rule => rule.IsAlert)];

    private static List<Rule> Read(string[] lines)
    {
        var starts = Enumerable.Range(0, lines.Length).Where(index => IsStart(lines[index])).ToList();
        return [.. starts.Select((start, index) => RuleOf(lines[start..(index + 1 < starts.Count ? starts[index + 1] : lines.Length)]))];
    }

    private static bool IsStart(string line) => line.StartsWith("      - record: ", StringComparison.Ordinal) || line.StartsWith("      - alert: ", StringComparison.Ordinal);

    private static Rule RuleOf(string[] lines)
    {
        var (kind, name) = Split(lines[0]["      - ".Length..]);
        var expression = Block(lines, "expr: |");
        Assert.NotEmpty(expression);
        var hold = lines.FirstOrDefault(static line => line.StartsWith("        for: ", StringComparison.Ordinal));
        return new(
            name, kind == "alert", string.Join(' ', expression.Select(static line => line.Trim())), hold is null ? "" : Split(hold.Trim()).Value,
            Map(Block(lines, "labels:")), Map(Block(lines, "annotations:")));
    }

    /// <summary>The lines that stand deeper than their heading.</summary>
    private static List<string> Block(string[] lines, string heading) =>
    [
        .. lines.SkipWhile(line => line != "        " + heading).Skip(1).TakeWhile(static line => line.StartsWith("          ", StringComparison.Ordinal)),
    ];

    private static Dictionary<string, string> Map(List<string> lines) =>
        lines.Select(static line => Split(line.Trim())).ToDictionary(static pair => pair.Key, static pair => pair.Value, StringComparer.Ordinal);

    private static (string Key, string Value) Split(string line)
    {
        var colon = line.IndexOf(": ", StringComparison.Ordinal);
        return (line[..colon], line[(colon + 2)..].Trim('\''));
    }
}

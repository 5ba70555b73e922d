namespace Holdfast.Pipeline.Lifecycle;

/// <summary>
/// Finds the buckets that a Flux script reads from or writes to: the value of every argument called <c>bucket</c>, given as a string, or as
/// a name to which the script assigns one. A bucket that is named by its id, or made up at run time, is not found.
/// </summary>
internal static class FluxBuckets
{
    public static IReadOnlySet<string> Of(string script)
    {
        var buckets = new HashSet<string>(StringComparer.Ordinal);
        if (!script.Contains("bucket", StringComparison.Ordinal))
            return buckets;
        var tokens = FluxScanner.Scan(script);
        var constants = ConstantsOf(tokens);
        for (var index = 0; index + 2 < tokens.Count; index++)
        {
            if (tokens[index] is not { Kind: FluxTokenKind.Word or FluxTokenKind.Text, Text: "bucket" } || !IsMark(tokens[index + 1], ":"))
                continue;
            var value = tokens[index + 2];
            if (value.Kind == FluxTokenKind.Text)
                buckets.Add(value.Text);
            else if (value.Kind == FluxTokenKind.Word && constants.TryGetValue(value.Text, out var assigned))
                buckets.UnionWith(assigned);
        }

        return buckets;
    }

    /// <summary>A name that is assigned twice, in two scopes, stands for both: to pause one task too many does no harm.</summary>
    private static Dictionary<string, HashSet<string>> ConstantsOf(List<FluxToken> tokens)
    {
        var constants = new Dictionary<string, HashSet<string>>(StringComparer.Ordinal);
        for (var index = 0; index + 2 < tokens.Count; index++)
        {
            if (tokens[index].Kind != FluxTokenKind.Word || !IsMark(tokens[index + 1], "=") || tokens[index + 2].Kind != FluxTokenKind.Text)
                continue;
            if (!constants.TryGetValue(tokens[index].Text, out var values))
                constants.Add(tokens[index].Text, values = new(StringComparer.Ordinal));
            values.Add(tokens[index + 2].Text);
        }

        return constants;
    }

    private static bool IsMark(FluxToken token, string mark) => token.Kind == FluxTokenKind.Mark && string.Equals(token.Text, mark, StringComparison.Ordinal);
}

namespace Holdfast.Pipeline.Configuration;

/// <summary>Finds the key that a misspelt one probably meant.</summary>
internal static class NearestKey
{
    /// <summary>The longest key that is compared: the work grows with the square of the length, and no known key is half as long.</summary>
    private const int MaxLength = 64;

    /// <summary>The known key at the least edit distance, if at most a third of the letters differ (and at most three); or null.</summary>
    public static string? Find(string key, IEnumerable<string> known)
    {
        if (key.Length > MaxLength)
            return null;
        string? nearest = null;
        var least = Math.Min(3, Math.Max(1, key.Length / 3)) + 1;
        foreach (var candidate in known)
        {
            var distance = Distance(key, candidate);
            if (distance >= least)
                continue;
            least = distance;
            nearest = candidate;
        }

        return nearest;
    }

    /// <summary>Optimal string alignment: insertions, deletions, replacements and swaps of neighbours, ignoring case.</summary>
    private static int Distance(string left, string right)
    {
        var rows = new int[left.Length + 1, right.Length + 1];
        for (var i = 0; i <= left.Length; i++)
            rows[i, 0] = i;
        for (var j = 0; j <= right.Length; j++)
            rows[0, j] = j;
        for (var i = 1; i <= left.Length; i++)
        {
            for (var j = 1; j <= right.Length; j++)
            {
                var cost = Same(left[i - 1], right[j - 1]) ? 0 : 1;
                var best = Math.Min(Math.Min(rows[i - 1, j] + 1, rows[i, j - 1] + 1), rows[i - 1, j - 1] + cost);
                var swapped = i > 1 && j > 1 && Same(left[i - 1], right[j - 2]) && Same(left[i - 2], right[j - 1]);
                rows[i, j] = swapped ? Math.Min(best, rows[i - 2, j - 2] + 1) : best;
            }
        }

        return rows[left.Length, right.Length];
    }

    private static bool Same(char left, char right) => char.ToLowerInvariant(left) == char.ToLowerInvariant(right);
}

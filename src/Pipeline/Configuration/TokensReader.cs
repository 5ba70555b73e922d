using System.Collections.Immutable;
using Holdfast.Routing.Tiers;

namespace Holdfast.Pipeline.Configuration;

/// <summary>Reads <c>Holdfast:Auth</c>. No message shows any part of a token.</summary>
internal static class TokensReader
{
    /// <summary>The shortest token, in characters: shorter ones can be guessed over the network.</summary>
    public const int MinLength = 8;

    /// <summary>The longest token, in characters: it must fit into a header beside the others.</summary>
    public const int MaxLength = 512;

    /// <summary>The most tokens: every request is compared with all of them.</summary>
    public const int MaxTokens = 1000;

    public static List<TokenSettings> Read(SectionReader reader, ImmutableArray<Tier> tiers)
    {
        var tokens = new List<TokenSettings>();
        var seen = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var item in reader.Items("Tokens"))
        {
            var token = item.Text("Token");
            var role = item.Choice("Role", TokenRole.Writer);
            if (item.Text("Role") is null && item.Errors.NoneAt(item.At("Role")))
                item.Errors.Add(item.At("Role"), "no role is given", "Write Writer or Operator");
            CheckToken(item, token, seen);
            var buckets = item.Texts("Buckets");
            CheckBuckets(item, buckets, tiers);
            item.End();
            tokens.Add(new(token ?? "", role, [.. buckets.Select(static bucket => bucket.Value)]));
        }

        if (tokens.Count > MaxTokens)
            reader.Errors.Add(reader.At("Tokens"), $"the list has {tokens.Count} tokens", $"List at most {MaxTokens}");
        reader.End();
        return tokens;
    }

    private static void CheckToken(SectionReader item, string? token, Dictionary<string, string> seen)
    {
        var path = item.At("Token");
        if (string.IsNullOrEmpty(token))
            item.Errors.Add(path, "no token is given", $"Give {MinLength} to {MaxLength} characters, best at random: openssl rand -hex 32");
        else if (token.Length is < MinLength or > MaxLength)
            item.Errors.Add(path, $"the token has {token.Length} characters", $"Give {MinLength} to {MaxLength} characters, best at random: openssl rand -hex 32");
        else if (token.AsSpan().ContainsAnyExceptInRange('!', '~'))
            item.Errors.Add(path, "the token holds blanks, control characters or non-ASCII letters", "Use printable ASCII without blanks: others cannot stand in a header");
        else if (!seen.TryAdd(token, path))
            item.Errors.Add(path, $"the token is that of {seen[token]} too", "Give each entry a token of its own");
    }

    private static void CheckBuckets(SectionReader item, List<(string Path, string Value)> buckets, ImmutableArray<Tier> tiers)
    {
        // A tier without its bucket is told once already, and its bucket may be the one that is meant here.
        if (tiers.Any(static tier => string.IsNullOrWhiteSpace(tier.Bucket)))
            return;
        foreach (var (path, bucket) in buckets)
        {
            if (tiers.Any(tier => string.Equals(tier.Bucket, bucket, StringComparison.Ordinal)))
                continue;
            var known = string.Join(", ", tiers.Select(static tier => tier.Bucket).Order(StringComparer.Ordinal));
            item.Errors.Add(path, $"no tier has the bucket '{SectionReader.Shown(bucket)}'", $"Name one of: {known}");
        }
    }
}

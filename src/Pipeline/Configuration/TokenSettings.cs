namespace Holdfast.Pipeline.Configuration;

/// <summary>One entry of <c>Holdfast:Auth:Tokens</c>.</summary>
/// <param name="Token">A secret; 8 to 512 printable ASCII characters without blanks, unlike every other token.</param>
/// <param name="Role">Writer or Operator.</param>
/// <param name="Buckets">The producers' bucket names that it may write to; empty means all.</param>
public sealed record TokenSettings(string Token, TokenRole Role, IReadOnlyList<string> Buckets)
{
    /// <summary>Without the secret, which a record would otherwise print.</summary>
    public override string ToString() => $"{Role} token for {(Buckets.Count == 0 ? "all buckets" : string.Join(", ", Buckets))}";
}

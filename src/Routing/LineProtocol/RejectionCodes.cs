using System.Collections.Immutable;
using System.Text.Json;

namespace Holdfast.Routing.LineProtocol;

/// <summary>The outside form of <see cref="RejectionCode"/>.</summary>
public static class RejectionCodes
{
    private static readonly ImmutableArray<string> Texts =
        [.. Enum.GetValues<RejectionCode>().Select(static code => JsonNamingPolicy.SnakeCaseLower.ConvertName(code.ToString()))];

    /// <summary>The code in snake case, such as <c>field_type_conflict</c>. Allocates nothing.</summary>
    public static string Text(this RejectionCode code) => Texts[(int)code];
}

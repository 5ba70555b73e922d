using System.Buffers;

namespace Holdfast.Pipeline.Tracing;

/// <summary>What is passed on of the trace that something belongs to. The default is none.</summary>
/// <param name="Parent">W3C's <c>traceparent</c>, or null. As a sender gave it: it may be unreadable.</param>
/// <param name="State">W3C's <c>tracestate</c> that goes with it, or null; never without a parent that can be read.</param>
public readonly record struct TraceContext(string? Parent, string? State)
{
    /// <summary>The longest state that is passed on, in characters: as much as W3C's Trace Context, section 3.3.1.5, asks for. A longer one is dropped.</summary>
    public const int MaximumState = 512;

    /// <summary>The most members of a state that is passed on, after the same document.</summary>
    public const int MaximumMembers = 32;

    private static readonly SearchValues<char> Hex = SearchValues.Create("0123456789abcdef");
    private static readonly SearchValues<char> KeyStart = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789");
    private static readonly SearchValues<char> Key = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789_-*/@");

    /// <summary>Printable ASCII but what separates members and their parts.</summary>
    private static readonly SearchValues<char> Value = SearchValues.Create([.. Enumerable.Range(' ', '~' - ' ' + 1).Select(static code => (char)code).Except([',', '='])]);

    /// <summary>A context without a state.</summary>
    public static implicit operator TraceContext(string? parent) => FromString(parent);

    /// <summary>A context without a state.</summary>
    /// <param name="parent">The <c>traceparent</c>, or null.</param>
    public static TraceContext FromString(string? parent) => new(parent, null);

    /// <summary>
    /// What may be passed on of what a sender gave. The state is kept as it is, or dropped as a whole: where it is too long or malformed, and
    /// with a parent that cannot be read. Neither is ever a reason to refuse a request. Allocates nothing.
    /// </summary>
    /// <param name="parent">The <c>traceparent</c>; may be anything.</param>
    /// <param name="state">The <c>tracestate</c>, several headers joined by commas; may be anything.</param>
    public static TraceContext Of(string? parent, string? state) =>
        string.IsNullOrEmpty(state) || !IsParent(parent) || !IsState(state) ? new(parent, null) : new(parent, state);

    /// <summary>Version, trace, span and flags; a later version may say more behind them.</summary>
    private static bool IsParent(ReadOnlySpan<char> parent) =>
        parent.Length >= HoldfastTraces.ContextLength
        && (parent.Length == HoldfastTraces.ContextLength || (parent[HoldfastTraces.ContextLength] == '-' && !parent.StartsWith("00", StringComparison.Ordinal)))
        && parent[2] == '-' && parent[35] == '-' && parent[52] == '-'
        && !parent.StartsWith("ff", StringComparison.Ordinal)
        && !parent[..2].ContainsAnyExcept(Hex) && !parent[53..HoldfastTraces.ContextLength].ContainsAnyExcept(Hex)
        && IsId(parent[3..35]) && IsId(parent[36..52]);

    private static bool IsId(ReadOnlySpan<char> id) => !id.ContainsAnyExcept(Hex) && id.ContainsAnyExcept('0');

    private static bool IsState(ReadOnlySpan<char> state)
    {
        if (state.Length > MaximumState)
            return false;
        var members = 0;
        while (!state.IsEmpty)
        {
            var comma = state.IndexOf(',');
            var member = (comma < 0 ? state : state[..comma]).Trim(" \t");
            state = comma < 0 ? [] : state[(comma + 1)..];

            // An empty member between two commas is allowed, and counts for nothing.
            if (!member.IsEmpty && (++members > MaximumMembers || !IsMember(member)))
                return false;
        }

        return members > 0;
    }

    private static bool IsMember(ReadOnlySpan<char> member)
    {
        var equals = member.IndexOf('=');
        return equals is > 0 and <= 256 && KeyStart.Contains(member[0]) && !member[..equals].ContainsAnyExcept(Key)
            && member.Length - equals - 1 is > 0 and <= 256 && !member[(equals + 1)..].ContainsAnyExcept(Value);
    }
}

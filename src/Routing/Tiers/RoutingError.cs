namespace Holdfast.Routing.Tiers;

/// <summary>One fault of the configuration.</summary>
/// <param name="Path">The configuration key at fault, such as <c>Holdfast:Tiers:hot:Targets:0:Store</c>.</param>
/// <param name="Problem">What is wrong, with the value that was found (never a secret).</param>
/// <param name="Mend">What to write instead.</param>
public sealed record RoutingError(string Path, string Problem, string Mend)
{
    /// <summary>The error as one line for a person; a control character, which a key may hold as well as a value, is written as <c>\u001B</c>.</summary>
    public override string ToString()
    {
        var text = $"{Path}: {Problem}. {Mend}.";
        return text.Any(char.IsControl)
            ? string.Concat(text.Select(static character => char.IsControl(character) ? $"\\u{(int)character:X4}" : character.ToString()))
            : text;
    }
}

namespace Holdfast.Functions.Tests.Infra.Bicep;

/// <summary>Walks over the tokens of a file.</summary>
internal sealed class BicepTokens(List<BicepToken> tokens)
{
    private int _at;

    /// <summary>The token that is next.</summary>
    public BicepToken Next => tokens[_at];

    /// <summary>The line of the next token.</summary>
    public int Line => Next.Line;

    /// <summary>Whether nothing but line ends is left.</summary>
    public bool AtEnd
    {
        get
        {
            SkipLines();
            return Next.Kind is BicepTokenKind.End;
        }
    }

    /// <summary>Whether a mark is next.</summary>
    public bool Is(string mark) => Next.Kind is BicepTokenKind.Mark && Next.Text == mark;

    /// <summary>Whether the token behind the next one is a mark.</summary>
    public bool IsBehind(string mark) => tokens[Math.Min(_at + 1, tokens.Count - 1)] is { Kind: BicepTokenKind.Mark } token && token.Text == mark;

    /// <summary>Takes a mark if it is next.</summary>
    public bool Take(string mark)
    {
        if (!Is(mark))
            return false;
        _at++;
        return true;
    }

    /// <summary>Takes a name if it is next.</summary>
    public bool TakeName(string name)
    {
        if (Next.Kind is not BicepTokenKind.Name || Next.Text != name)
            return false;
        _at++;
        return true;
    }

    /// <summary>Takes the next token, whatever it is.</summary>
    public BicepToken Take() => tokens[_at++];

    /// <summary>Takes a mark that must be next.</summary>
    public void Expect(string mark)
    {
        if (!Take(mark))
            throw Unexpected($"'{mark}'");
    }

    /// <summary>Takes a name that must be next.</summary>
    public string Name() => Next.Kind is BicepTokenKind.Name ? Take().Text : throw Unexpected("a name");

    /// <summary>Takes a text that must be next.</summary>
    public string Text() => Next.Kind is BicepTokenKind.Text ? Take().Text : throw Unexpected("a text");

    /// <summary>Skips line ends.</summary>
    public void SkipLines()
    {
        while (Next.Kind is BicepTokenKind.NewLine)
            _at++;
    }

    /// <summary>A statement ends with its line or with the file.</summary>
    public void EndOfStatement()
    {
        if (Next.Kind is not (BicepTokenKind.NewLine or BicepTokenKind.End))
            throw Unexpected("the end of the line");
        SkipLines();
    }

    /// <summary>The error that something else should be next.</summary>
    public FormatException Unexpected(string expected) => new($"{Line}: {expected} is expected, not '{Next.Text}'");
}

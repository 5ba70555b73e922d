namespace Holdfast.Functions.Tests.Infra.Bicep;

/// <summary>
/// Reads the Bicep that <c>infra</c> is written in: declarations with decorators, and expressions. What the language has beyond that (own
/// types and functions, multi-line texts, imports) is refused, so that nothing goes unchecked.
/// </summary>
internal static class BicepReader
{
    /// <summary>Reads a file.</summary>
    /// <exception cref="FormatException">It cannot be read; with the line.</exception>
    public static BicepFile Read(string path, string text)
    {
        var declarations = new List<BicepDeclaration>();
        try
        {
            var tokens = new BicepTokens(BicepLexer.Read(text, 1));
            while (!tokens.AtEnd)
            {
                if (Declaration(tokens) is { } declaration)
                    declarations.Add(declaration);
                tokens.EndOfStatement();
            }
        }
        catch (FormatException error)
        {
            throw new FormatException($"{path}:{error.Message}", error);
        }

        return new(path, declarations);
    }

    private static BicepDeclaration? Declaration(BicepTokens tokens)
    {
        var decorators = new List<BicepNode>();
        while (tokens.Take("@"))
        {
            decorators.Add(BicepExpressions.Read(tokens));
            tokens.EndOfStatement();
        }

        var line = tokens.Line;
        var keyword = tokens.Name();
        switch (keyword)
        {
            case "targetScope":
                tokens.Expect("=");
                BicepExpressions.Read(tokens);
                return null;
            case "param":
                {
                    var (name, type) = (tokens.Name(), tokens.Name());
                    return new(keyword, name, type, IsExisting: false, decorators, tokens.Take("=") ? BicepExpressions.Read(tokens) : null, line);
                }

            case "output":
                {
                    var (name, type) = (tokens.Name(), tokens.Name());
                    return new(keyword, name, type, IsExisting: false, decorators, Value(tokens), line);
                }

            case "var":
                return new(keyword, tokens.Name(), "", IsExisting: false, decorators, Value(tokens), line);
            case "resource" or "module":
                {
                    var (name, type) = (tokens.Name(), tokens.Text());
                    var existing = keyword is "resource" && tokens.TakeName("existing");
                    tokens.Expect("=");
                    return new(keyword, name, type, existing, decorators, BicepExpressions.Body(tokens), line);
                }

            default:
                throw new FormatException($"{line}: '{keyword}' begins no declaration that is known");
        }
    }

    private static BicepNode Value(BicepTokens tokens)
    {
        tokens.Expect("=");
        return BicepExpressions.Read(tokens);
    }
}

namespace Holdfast.Functions.Tests.Infra.Bicep;

/// <summary>Reads expressions.</summary>
internal static class BicepExpressions
{
    private static readonly HashSet<string> Operators =
        new(["==", "!=", "=~", "!~", ">", "<", ">=", "<=", "&&", "||", "??", "+", "-", "*", "/", "%"], StringComparer.Ordinal);

    /// <summary>Reads one. Precedence does not matter to the checks, so operators are read from left to right.</summary>
    public static BicepNode Read(BicepTokens tokens)
    {
        var left = Unary(tokens);
        while (tokens.Next.Kind is BicepTokenKind.Mark && Operators.Contains(tokens.Next.Text))
        {
            var mark = tokens.Take();
            left = new(BicepKind.Operator, mark.Text, mark.Line, [left, Unary(tokens)]);
        }

        if (!tokens.Is("?"))
            return left;
        var question = tokens.Take();
        var then = Read(tokens);
        tokens.Expect(":");
        return new(BicepKind.Operator, question.Text, question.Line, [left, then, Read(tokens)]);
    }

    /// <summary>Reads the body of a resource or module: an object, or one in a loop or below a condition.</summary>
    public static BicepNode Body(BicepTokens tokens)
    {
        var line = tokens.Line;
        if (!tokens.TakeName("if"))
            return Unary(tokens);
        tokens.Expect("(");
        var condition = Read(tokens);
        tokens.Expect(")");
        return new(BicepKind.If, "if", line, [condition, Unary(tokens)]);
    }

    private static BicepNode Unary(BicepTokens tokens)
    {
        if (tokens.Is("!") || tokens.Is("-"))
        {
            var mark = tokens.Take();
            return new(BicepKind.Operator, mark.Text, mark.Line, [Unary(tokens)]);
        }

        var node = Primary(tokens);
        while (true)
        {
            var line = tokens.Line;
            if (tokens.Is("!") && (tokens.IsBehind(".") || tokens.IsBehind("[")))
                tokens.Take();
            if (tokens.Take(".") || tokens.Take(".?"))
            {
                node = new(BicepKind.Member, tokens.Name(), line, [node]);
            }
            else if (tokens.Take("["))
            {
                node = new(BicepKind.Index, "", line, [node, Read(tokens)]);
                tokens.Expect("]");
            }
            else if (tokens.Take("("))
            {
                node = new(BicepKind.Call, "", line, [node, .. List(tokens, ")", Read)]);
            }
            else
            {
                return node;
            }
        }
    }

    private static BicepNode Primary(BicepTokens tokens)
    {
        var next = tokens.Next;
        switch (next.Kind)
        {
            case BicepTokenKind.Number:
                return new(BicepKind.Literal, tokens.Take().Text, next.Line, []);
            case BicepTokenKind.Text:
                return BicepTexts.Read(tokens.Take());
            case BicepTokenKind.Name when tokens.IsBehind("=>"):
                tokens.Take();
                tokens.Take();
                return new(BicepKind.Lambda, next.Text, next.Line, [Read(tokens)]);
            case BicepTokenKind.Name:
                return new(next.Text is "true" or "false" or "null" ? BicepKind.Literal : BicepKind.Name, tokens.Take().Text, next.Line, []);
        }

        if (tokens.Take("{"))
            return new(BicepKind.Object, "", next.Line, List(tokens, "}", Property));
        if (tokens.Take("["))
            return tokens.TakeName("for") ? Loop(tokens, next.Line) : new(BicepKind.Array, "", next.Line, List(tokens, "]", Read));
        if (!tokens.Take("("))
            throw tokens.Unexpected("an expression");
        var inner = Read(tokens);
        tokens.Expect(")");
        return inner;
    }

    private static BicepNode Loop(BicepTokens tokens, int line)
    {
        string variables;
        if (tokens.Take("("))
        {
            variables = tokens.Name();
            tokens.Expect(",");
            variables += " " + tokens.Name();
            tokens.Expect(")");
        }
        else
        {
            variables = tokens.Name();
        }

        if (!tokens.TakeName("in"))
            throw tokens.Unexpected("'in'");
        var over = Read(tokens);
        tokens.Expect(":");
        var body = Body(tokens);
        tokens.SkipLines();
        tokens.Expect("]");
        return new(BicepKind.For, variables, line, [over, body]);
    }

    private static BicepNode Property(BicepTokens tokens)
    {
        var next = tokens.Take();
        var key = next.Kind switch
        {
            BicepTokenKind.Name => new BicepNode(BicepKind.Text, next.Text, next.Line, []),
            BicepTokenKind.Text => BicepTexts.Read(next),
            _ => throw new FormatException($"{next.Line}: a key is expected, not '{next.Text}'"),
        };
        tokens.Expect(":");
        var value = Read(tokens);
        return new(BicepKind.Property, key.Text, next.Line, key.Kind is BicepKind.Interpolated ? [key, value] : [value]);
    }

    /// <summary>Reads items with commas or line ends between them, and the mark that closes them.</summary>
    private static List<BicepNode> List(BicepTokens tokens, string close, Func<BicepTokens, BicepNode> item)
    {
        var items = new List<BicepNode>();
        tokens.SkipLines();
        while (!tokens.Take(close))
        {
            items.Add(item(tokens));
            if (!tokens.Take(",") && tokens.Next.Kind is not BicepTokenKind.NewLine && !tokens.Is(close))
                throw tokens.Unexpected($"',', a new line or '{close}'");
            tokens.SkipLines();
        }

        return items;
    }
}

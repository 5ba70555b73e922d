namespace Holdfast.Functions.Tests.Infra.Bicep;

/// <summary>An expression of a Bicep file, or a part of one.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Text">Its name, value or key; the variables of a loop or lambda with blanks between them.</param>
/// <param name="Line">The line that it begins on, from 1.</param>
/// <param name="Children">Its parts, in their order.</param>
internal sealed record BicepNode(BicepKind Kind, string Text, int Line, IReadOnlyList<BicepNode> Children)
{
    /// <summary>This node and everything below it.</summary>
    public IEnumerable<BicepNode> All => Children.SelectMany(static child => child.All).Prepend(this);

    /// <summary>The object itself, or the one in a loop or below a condition.</summary>
    public BicepNode Body => Kind is BicepKind.For or BicepKind.If ? Children[^1].Body : this;

    /// <summary>The value at a path of keys, in every object that this one is put together from by <c>union</c>; null when there is none.</summary>
    public BicepNode? At(params ReadOnlySpan<string> path)
    {
        var found = this;
        foreach (var key in path)
        {
            found = found.Property(key);
            if (found is null)
                return null;
        }

        return found;
    }

    private BicepNode? Property(string key) => Kind is BicepKind.Call && Children[0].Text is "union"
        ? Children.Skip(1).Select(part => part.Property(key)).LastOrDefault(static value => value is not null)
        : Children.LastOrDefault(child => child.Kind is BicepKind.Property && child.Text == key)?.Children[^1];
}

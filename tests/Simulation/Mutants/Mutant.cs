namespace Holdfast.Simulation.Mutants;

/// <summary>A deliberate bug: one snippet of one source file, and what stands in its place.</summary>
/// <param name="Name">What is wrong with it.</param>
/// <param name="File">The file, from the repository's root.</param>
/// <param name="Snippet">What must stand there exactly once, or the mutant is stale.</param>
/// <param name="Replacement">What stands there instead.</param>
/// <param name="Promise">The promise that the simulator must find broken.</param>
public sealed record Mutant(string Name, string File, string Snippet, string Replacement, string Promise)
{
    /// <summary>Whether it takes several instances to show.</summary>
    public bool Instances { get; init; }

    /// <summary>The seed to begin with: shortly before one that found it, where what it takes is rare.</summary>
    public int From { get; init; } = 1;

    /// <summary>The file's text with the bug in it.</summary>
    public string Apply(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var first = text.IndexOf(Snippet, StringComparison.Ordinal);
        if (first < 0 || text.IndexOf(Snippet, first + 1, StringComparison.Ordinal) >= 0)
            throw new InvalidOperationException($"The mutant '{Name}' is stale: its snippet does not stand exactly once in {File}. Bring it up to date with the code.");
        return text.Replace(Snippet, Replacement, StringComparison.Ordinal);
    }

    /// <inheritdoc/>
    public override string ToString() => Name;
}

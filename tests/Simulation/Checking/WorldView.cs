using System.Text;
using Holdfast.Simulation.Scenarios;
using Holdfast.Simulation.Stores;

namespace Holdfast.Simulation.Checking;

/// <summary>What is durable outside the stores at one moment: what is owed, and what is a dead letter.</summary>
internal abstract class WorldView
{
    private readonly HashSet<(string Bucket, Cell Cell, string Value)> _owed = [];
    private readonly HashSet<int> _letters = [];

    /// <summary>The numbers of all lines that are dead letters.</summary>
    public IReadOnlySet<int> Letters => _letters;

    /// <summary>Whether a value is owed to some store.</summary>
    public bool Owes(string bucket, Cell cell, string value) => _owed.Contains((bucket, cell, value));

    /// <summary>Takes up what is owed of a bucket.</summary>
    protected void AddOwed(string bucket, ReadOnlySpan<byte> lines)
    {
        foreach (var line in Encoding.UTF8.GetString(lines).Split('\n', StringSplitOptions.RemoveEmptyEntries))
            foreach (var (cell, value) in StoreLine.Parse(line) ?? [])
                _owed.Add((bucket, cell, value));
    }

    /// <summary>Takes up a dead letter. A token has six digits, as nothing else in a line has.</summary>
    protected void AddLetter(ReadOnlySpan<byte> bytes)
    {
        var digits = 0;
        for (var at = 0; at <= bytes.Length; at++)
        {
            if (at < bytes.Length && char.IsAsciiDigit((char)bytes[at]))
            {
                digits++;
                continue;
            }

            if (digits == 6)
                _letters.Add(int.Parse(bytes.Slice(at - digits, digits), provider: null));
            digits = 0;
        }
    }
}

namespace Holdfast.Fuzzing.Mutating;

/// <summary>Changes to bytes that know nothing of their meaning but the words that matter to it.</summary>
/// <param name="random">Decides everything.</param>
/// <param name="words">What is put in and put over.</param>
internal sealed class ByteMutator(Random random, IReadOnlyList<byte[]> words)
{
    /// <summary>The longest result; what would be longer is cut.</summary>
    public const int MaxLength = 256 * 1024;

    /// <summary>Makes so many changes.</summary>
    /// <param name="input">What is changed.</param>
    /// <param name="times">How often.</param>
    /// <param name="others">From which pieces may be taken.</param>
    public byte[] Mutate(byte[] input, int times, params IReadOnlyList<byte[]> others)
    {
        for (var time = 0; time < times; time++)
            input = Once(input, others);
        return input.Length > MaxLength ? input[..MaxLength] : input;
    }

    private byte[] Once(byte[] input, IReadOnlyList<byte[]> others)
    {
        var at = random.Next(input.Length + 1);
        var length = Math.Min(Length(), input.Length - at);
        return random.Next(12) switch
        {
            0 or 1 or 2 => [.. input[..at], .. Word(), .. input[at..]],
            3 => [.. input[..at], .. Word(), .. input[(at + length)..]],
            4 => [.. input[..at], .. input[(at + length)..]],
            5 => [.. input[..(at + length)], .. input[at..]],
            6 => input[..at],
            7 => Over(input, at, length, static (_, value, bit) => (byte)(value ^ (1 << bit))),
            8 => Over(input, at, 1, static (random, _, _) => (byte)random.Next(256)),
            9 => Over(input, at, length, static (_, _, _) => 0),
            10 => Over(input, at, length, static (random, _, _) => (byte)random.Next(256)),
            _ => others.Count == 0 ? input : [.. input[..at], .. Piece(others[random.Next(others.Count)]), .. input[(at + length)..]],
        };
    }

    private byte[] Word() => words.Count == 0 ? [(byte)random.Next(256)] : words[random.Next(words.Count)];

    private byte[] Piece(byte[] other)
    {
        var at = random.Next(other.Length + 1);
        return other[at..(at + Math.Min(Length(), other.Length - at))];
    }

    /// <summary>Mostly a few bytes, now and then very many.</summary>
    private int Length() => random.Next(8) switch
    {
        < 4 => random.Next(1, 4),
        < 7 => random.Next(1, 40),
        _ => random.Next(1, 5000),
    };

    private byte[] Over(byte[] input, int at, int length, Func<Random, byte, int, byte> change)
    {
        var changed = input.ToArray();
        for (var index = at; index < Math.Min(input.Length, at + length); index++)
            changed[index] = change(random, changed[index], random.Next(8));
        return changed;
    }
}

namespace Holdfast.Fuzzing.Running;

/// <summary>Makes a failing input smaller and plainer for as long as it breaks the same rule.</summary>
internal static class Minimiser
{
    /// <summary>The most tries; each costs as much as a seed.</summary>
    public const int MaxTries = 3000;

    /// <summary>Minimises an input.</summary>
    public static Task<byte[]> RunAsync(FuzzTarget target, byte[] input, string rule) =>
        RunAsync(input, async candidate => (await Trial.RunAsync(target, candidate))?.Rule == rule);

    /// <summary>Minimises an input.</summary>
    /// <param name="input">An input that fails.</param>
    /// <param name="fails">Whether another one fails likewise.</param>
    public static async Task<byte[]> RunAsync(byte[] input, Func<byte[], Task<bool>> fails)
    {
        var tries = 0;
        async Task<bool> StillAsync(byte[] candidate) => ++tries <= MaxTries && await fails(candidate);

        for (var before = -1; before != input.Length && tries < MaxTries;)
        {
            before = input.Length;
            for (var size = Math.Max(1, input.Length / 2); size > 0; size /= 2)
            {
                for (var at = 0; at < input.Length && tries < MaxTries;)
                {
                    byte[] without = [.. input[..at], .. input[Math.Min(input.Length, at + size)..]];
                    if (await StillAsync(without))
                        input = without;
                    else
                        at += size;
                }
            }
        }

        for (var at = 0; at < input.Length && tries < MaxTries; at++)
        {
            foreach (var plain in "a0"u8.ToArray())
            {
                if (input[at] == (byte)'a' || input[at] == plain)
                    break;
                var plainer = input.ToArray();
                plainer[at] = plain;
                if (!await StillAsync(plainer))
                    continue;
                input = plainer;
                break;
            }
        }

        return input;
    }
}

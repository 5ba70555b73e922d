using Holdfast.Fuzzing.Mutating;

namespace Holdfast.Fuzzing.Logs;

/// <summary>Damages the files of a log as disks, crashes and careless hands do.</summary>
internal static class LogDamage
{
    private const int Page = 512;

    /// <summary>One to three damages, most of them in one file.</summary>
    public static byte[] Make(Random random, byte[] packed)
    {
        var files = FilePack.Unpack(packed);
        var mutator = new ByteMutator(random, Words.Odd);
        for (var times = random.Next(1, 4); times > 0 && files.Count > 0; times--)
        {
            var at = random.Next(files.Count);
            var (name, content) = files[at];
            var other = files[random.Next(files.Count)].Content;
            switch (random.Next(10))
            {
                case 0:
                    files.RemoveAt(at);
                    break;
                case 1:
                    files[at] = (name, content[..random.Next(content.Length + 1)]);
                    break;
                case 2:
                    files[at] = (name, ZeroPage(random, content));
                    break;
                case 3:
                    // The same segment under a second name, in front or behind.
                    files.Add(($"{random.Next(1, 200):x16}{Path.GetExtension(name)}", content));
                    break;
                case 4:
                    files[at] = (name, [.. content, .. other]);
                    break;
                case 5:
                    files[at] = (name, [.. content, .. new byte[random.Next(1, 3 * Page)]]);
                    break;
                case 6:
                    files[at] = (name, FlipBit(random, content));
                    break;
                default:
                    files[at] = (name, mutator.Mutate(content, random.Next(1, 4), other));
                    break;
            }
        }

        return FilePack.Pack(files.DistinctBy(static file => file.Name, StringComparer.Ordinal));
    }

    private static byte[] ZeroPage(Random random, byte[] content)
    {
        var zeroed = content.ToArray();
        var at = random.Next((content.Length / Page) + 1) * Page;
        zeroed.AsSpan(Math.Min(at, content.Length), Math.Clamp(content.Length - at, 0, Page)).Clear();
        return zeroed;
    }

    private static byte[] FlipBit(Random random, byte[] content)
    {
        if (content.Length == 0)
            return content;
        var flipped = content.ToArray();
        flipped[random.Next(content.Length)] ^= (byte)(1 << random.Next(8));
        return flipped;
    }
}

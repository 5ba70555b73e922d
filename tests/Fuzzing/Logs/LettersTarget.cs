using System.Text;
using Holdfast.Fuzzing.Mutating;
using Holdfast.Fuzzing.Running;
using Holdfast.Pipeline.DeadLetters;
using Holdfast.Pipeline.Tests.Storage;

namespace Holdfast.Fuzzing.Logs;

/// <summary>The dead letters' files, damaged.</summary>
internal sealed class LettersTarget : FuzzTarget
{
    private static readonly DeadLetterLimits Limits = new() { MaxBytes = 1 << 24, SegmentBytes = 2048 };

    private byte[][] _sound = [];
    private Dictionary<string, DeadLetterDraft> _known = [];

    public override string Name => "letters";

    public override int TestSeeds => 400;

    public override async Task PrepareAsync()
    {
        var (sound, known) = (new List<byte[]>(), new Dictionary<string, DeadLetterDraft>(StringComparer.Ordinal));
        foreach (var letters in (int[])[1, 5, 30])
        {
            var disk = new MemoryDisk(new Random(1));
            await using (var shelf = await OpenAsync(disk))
            {
                var ids = new List<string>();
                for (var number = 0; number < letters; number++)
                {
                    var draft = Draft(number);
                    known[draft.LineageId] = draft;
                    ids.AddRange((await shelf.AddAsync([draft], CancellationToken.None)).Ids);
                }

                await shelf.RemoveAsync([.. ids.Where(static (_, index) => index % 4 == 3)], CancellationToken.None);
            }

            sound.Add(Disk.Pack(disk, FileDeadLetters.FolderName));
        }

        (_sound, _known) = ([.. sound], known);
    }

    public override byte[] Make(Random random) => LogDamage.Make(random, _sound[random.Next(_sound.Length)]);

    public override string Show(byte[] input) => string.Join("; ", FilePack.Unpack(input).Select(static file => $"{file.Name}: {Shown.Of(file.Content)}"));

    public override async Task CheckAsync(byte[] input)
    {
        var disk = Disk.Of(FileDeadLetters.FolderName, input);
        var added = Draft(999);
        List<DeadLetter> first;
        string id;
        await using (var shelf = await OpenAsync(disk))
        {
            first = await AllAsync(shelf);
            foreach (var letter in first)
                Finding.Unless(_known.TryGetValue(letter.LineageId, out var known) && Says(letter, known), "gives out only what was put in", $"{letter}");
            var addition = await shelf.AddAsync([added], CancellationToken.None);
            Finding.Unless(addition is { Status: DeadLetterStatus.Done, Ids.Count: 1 }, "additions still work", $"{addition.Status} {addition.Message}");
            id = addition.Ids[0];
            Finding.Unless(first.TrueForAll(letter => string.CompareOrdinal(letter.Id, id) < 0), "no id is given again", id);
        }

        await using (var shelf = await OpenAsync(disk))
        {
            var second = await AllAsync(shelf);
            Finding.Unless(second.Exists(letter => letter.Id == id && Says(letter, added)), "what is added behind damage is there after a restart", $"{second.Count} letters");
            Finding.Unless(
                second.Where(letter => letter.Id != id).Select(static letter => letter.Id).SequenceEqual(first.Select(static letter => letter.Id), StringComparer.Ordinal),
                "a second opening finds the same", $"{first.Count} and then {second.Count} letters");
            var removed = await shelf.RemoveAsync([.. second.Select(static letter => letter.Id)], CancellationToken.None);
            Finding.Unless(removed.Status == DeadLetterStatus.Done && removed.Removed == second.Count, "letters can be removed", $"{removed}");
        }

        await using (var shelf = await OpenAsync(disk))
            Finding.Unless(await AllAsync(shelf) is [], "what was removed stays removed");
    }

    private static async Task<FileDeadLetters> OpenAsync(MemoryDisk disk)
    {
        var opened = await FileDeadLetters.OpenAsync(disk.Root(), Limits, CancellationToken.None);
        Finding.Unless(opened.Succeeded, "opens", opened.Message ?? "");
        return opened.Value;
    }

    private static async Task<List<DeadLetter>> AllAsync(FileDeadLetters shelf)
    {
        var all = new List<DeadLetter>();
        string? after = null;
        do
        {
            var page = await shelf.ListAsync(null, after, 7, CancellationToken.None);
            Finding.Unless(page.Fault is null, "can be listed", page.Fault ?? "");
            all.AddRange(page.Letters);
            after = page.NextAfterId;
            Finding.Unless(all.Count < 10_000, "the list ends");
        }
        while (after is not null);
        Finding.Unless(shelf.Summary.Count >= all.Count, "counts the letters", $"{shelf.Summary.Count} and {all.Count} listed");
        return all;
    }

    private static bool Says(DeadLetter letter, DeadLetterDraft draft) =>
        letter.Bytes.Span.SequenceEqual(draft.Bytes.Span) && letter.Message == draft.Message && letter.Reason == draft.Reason && letter.Time == draft.Time
        && letter.Tier == draft.Tier && letter.Bucket == draft.Bucket && letter.Line == draft.Line && letter.Source == draft.Source && letter.Attempts == draft.Attempts;

    private static DeadLetterDraft Draft(int number) => new(
        new DateTimeOffset(2026, 3, 1, 4, 5, number % 60, TimeSpan.Zero), (DeadLetterSource)(number % 3), "hot", "telemetry_hot", number % 2 == 0 ? "bad" : "worse",
        $"because {number}", number, 8, 9, $"lineage-{number:d3}", Encoding.UTF8.GetBytes($"{number:d3}{new string((char)('a' + (number % 26)), number * 11 % 200)}"));
}

using System.Text;
using Holdfast.Fuzzing.Mutating;
using Holdfast.Fuzzing.Running;
using Holdfast.Pipeline.Deferring;
using Holdfast.Pipeline.Sharing;
using Holdfast.Routing.LineProtocol;
using Holdfast.Standalone.Commands.Linting;

namespace Holdfast.Fuzzing.Answers;

/// <summary>
/// Messages of the shared log and notes of the shared board, as another version or a stranger with access may send them, and the linter's
/// files. A pack: its files are properties, but <c>body</c>, which is the body.
/// </summary>
internal sealed class MessagesTarget : FuzzTarget
{
    private static readonly OwedLane Lane = new("primary", "telemetry_hot");

    private static readonly byte[][] Notes = Words.Of(
        """{"v":1,"k":"owed","i":"a","n":3,"l":[{"s":"primary","b":"telemetry_hot","c":{"m":1,"x":2,"c":1,"p":2,"y":3}}]}""",
        """{"v":1,"k":"cleared","i":"a","t":9,"l":[{"s":"primary","b":"telemetry_hot"}]}""",
        """{"v":1,"k":"raised","i":"a","f":[{"i":"a","n":1,"s":"primary","b":"telemetry_hot","m":1,"x":2,"d":1000}]}""",
        """{"v":1,"k":"summary","i":"a","t":9,"r":8,"l":[{"s":"primary","b":"telemetry_hot","e":[{"q":1,"m":1,"x":2}],"d":5}],"f":[]}""",
        """{"v":1,"k":"lowered","i":"a","n":1}""");

    private static readonly string[] Names = ["v", "k", "i", "n", "t", "r", "l", "f", "s", "b", "c", "e", "q", "m", "x", "d", "owed", "drained", "cleared", "raised", "lowered", "summary"];

    private List<(string Name, byte[] Content)> _sound = [];

    public override string Name => "messages";

    public override int TestSeeds => 1500;

    public override Task PrepareAsync()
    {
        var lines = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Range(0, 200).Select(static number => $"m v={number}i {number}\n")));
        var batch = new OwedBatch("primary", "hot", "telemetry_hot", "key", "lineage", true, 200, 0, 199, lines);
        var message = new DeferredEncoder(1 << 18, 100, "a", TimeSpan.FromDays(7)).Encode(batch, DateTimeOffset.UnixEpoch)![0];
        _sound = [.. message.Properties.Select(static property => (property.Key, Encoding.UTF8.GetBytes($"{property.Value}"))), ("body", message.Body.ToArray())];
        return Task.CompletedTask;
    }

    public override byte[] Make(Random random)
    {
        if (random.Next(2) == 0)
            return FilePack.Pack([("body", new JsonMaker(random, Names).Mutate(Notes[random.Next(Notes.Length)], random.Next(0, 5)))]);
        var mutator = new ByteMutator(random, Words.Odd);
        var files = _sound.ToList();
        for (var times = random.Next(1, 4); times > 0 && files.Count > 0; times--)
        {
            var at = random.Next(files.Count);
            if (random.Next(6) == 0)
                files.RemoveAt(at);
            else
                files[at] = (files[at].Name, mutator.Mutate(files[at].Content, 1, files[random.Next(files.Count)].Content));
        }

        return FilePack.Pack(files);
    }

    public override string Show(byte[] input) => string.Join("; ", FilePack.Unpack(input).Select(static file => $"{file.Name}: {Shown.Of(file.Content)}"));

    public override async Task CheckAsync(byte[] input)
    {
        var files = FilePack.Unpack(input).DistinctBy(static file => file.Name, StringComparer.Ordinal).ToDictionary(static file => file.Name, static file => file.Content, StringComparer.Ordinal);
        var body = files.GetValueOrDefault("body") ?? [];
        var properties = files.Where(static file => file.Key != "body").ToDictionary(static file => file.Key, static file => ValueOf(file.Value), StringComparer.Ordinal);
        foreach (var lane in (OwedLane[])[Lane, OwedLane.Unstored("telemetry_hot")])
        {
            var read = DeferredDecoder.Read(lane, new(1, DateTimeOffset.UnixEpoch, 1, body, properties, null));
            Finding.Unless(read.Batch is not null || (read.Reason.Length > 0 && read.Description.Length > 0), "a batch or a reason", $"{read}");
            Finding.Unless(read.Batch is not { } batch || (batch.MinTime <= batch.MaxTime && batch.Points > 0), "a batch that can be", $"{read.Batch}");
        }

        if (BoardNotes.Read(body, 7) is { } note)
            Finding.Unless(BoardNotes.Read(BoardNotes.Write(note), 7) is not null, "what is read can be written and read", $"{note}");
        await CheckLinterAsync(body);
    }

    /// <summary>Only a string that is left open may be told as several faults when a text is read in pieces.</summary>
    private static async Task CheckLinterAsync(byte[] body)
    {
        var longest = Encoding.Latin1.GetString(body).Split('\n').Max(static line => line.Length);
        using var stream = new MemoryStream(body);
        var report = await new FileLinter(TimestampPrecision.Nanoseconds, 64 + (4 * longest)).LintAsync("x", stream, CancellationToken.None);
        using var whole = new MemoryStream(body);
        var once = await new FileLinter(TimestampPrecision.Nanoseconds).LintAsync("x", whole, CancellationToken.None);
        Finding.Unless(
            body.Contains((byte)'"') || (report.Accepted == once.Accepted && report.Rejected.SequenceEqual(once.Rejected)), "the linter finds the same in pieces",
            $"{report.Accepted} and {once.Accepted}; {string.Join(' ', report.Rejected)} and {string.Join(' ', once.Rejected)}");
    }

    /// <summary>A property as the queue would hand it over: numbers and switches as what they are.</summary>
    private static object ValueOf(byte[] value)
    {
        var text = Encoding.UTF8.GetString(value);
        return int.TryParse(text, out var small) ? small : long.TryParse(text, out var number) ? number : bool.TryParse(text, out var yes) ? yes : text;
    }
}

using System.Security.Cryptography;
using System.Text;
using Holdfast.Pipeline.DeadLetters;
using Holdfast.Pipeline.Quarantine;
using Holdfast.Pipeline.Telemetry;
using Holdfast.Pipeline.Tests.Support;
using Holdfast.Routing.LineProtocol;
using Microsoft.Extensions.Logging.Abstractions;

namespace Holdfast.Pipeline.Tests.Quarantine;

/// <summary>Dead letters on fake queues; a second instance sees the same ones.</summary>
internal sealed class LetterRig
{
    public LetterRig(FakeShelf? own = null)
    {
        Own = own ?? new();
        One = Instance(1);
        Two = Instance(2);
    }

    public FakeShelf Own { get; }

    public FakeShelf Owed { get; } = new();

    public FakeShelf Ingest { get; } = new();

    public QueueDeadLetters One { get; }

    public QueueDeadLetters Two { get; }

    public static DeadLetterDraft Draft(string text, string reason = "missing_fields") => Draft(Encoding.UTF8.GetBytes(text), reason);

    public static DeadLetterDraft Draft(byte[] bytes, string reason = "missing_fields") => new(
        VirtualTime.Start, DeadLetterSource.Queue, "hot", WritingRig.Bucket, reason, "what was wrong: ü", 3, 4, 5, "lineage-1", bytes)
    {
        Precision = TimestampPrecision.Milliseconds,
    };

    /// <summary>Bytes that do not compress, the same each time.</summary>
    public static byte[] Noise(int length)
    {
        var bytes = new byte[length];
        for (var at = 0; at < length; at += SHA256.HashSizeInBytes)
            SHA256.HashData(BitConverter.GetBytes(at)).AsSpan(0, Math.Min(SHA256.HashSizeInBytes, length - at)).CopyTo(bytes.AsSpan(at));
        return bytes;
    }

    public async Task AddAsync(params string[] texts)
    {
        foreach (var text in texts)
            Assert.Equal(DeadLetterStatus.Done, (await One.AddAsync([Draft(text)], CancellationToken.None)).Status);
    }

    public static async Task<IReadOnlyList<DeadLetter>> AllAsync(QueueDeadLetters letters, string? reason = null, int page = 1000)
    {
        var all = new List<DeadLetter>();
        string? after = null;
        do
        {
            var some = await letters.ListAsync(reason, after, page, CancellationToken.None);
            Assert.Null(some.Fault);
            all.AddRange(some.Letters);
            after = some.NextAfterId;
        }
        while (after is not null);
        return all;
    }

    public static string TextOf(DeadLetter letter) => Encoding.UTF8.GetString(letter.Bytes.Span);

    private QueueDeadLetters Instance(ulong seed)
    {
        var settings = new WritingRigOptions().Settings();
        return new(
            Own, [new("owed", Owed, new OwedLetters(settings).Read), new("ingest", Ingest, new IngestLetters(settings).Read)],
            settings.Data, new(NullLogger<EventLog>.Instance), seed);
    }
}

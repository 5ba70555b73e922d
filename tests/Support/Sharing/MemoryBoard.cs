using System.Collections.Frozen;
using Holdfast.Pipeline.Sharing;

namespace Holdfast.Tests.Support.Sharing;

/// <summary>A board in memory. Single-threaded.</summary>
/// <param name="time">The server's clock.</param>
internal sealed class MemoryBoard(TimeProvider time) : ISharedBoard
{
    private readonly List<(long Sequence, DateTimeOffset At, DateTimeOffset Until, byte[] Note)> _notes = [];
    private long _sequence;

    public MemoryCalls Calls { get; } = new(time);

    public int MaxNoteBytes { get; init; } = 256 * 1024;

    /// <summary>How many notes a removal takes off before it fails; null for all.</summary>
    public int? RemoveOnly { get; set; }

    public int Count => _notes.Count;

    public IReadOnlyList<string> Texts => [.. _notes.Select(static note => System.Text.Encoding.UTF8.GetString(note.Note))];

    public Task<QueueResult> PostAsync(ReadOnlyMemory<byte> note, TimeSpan lifetime, CancellationToken cancellationToken) => Calls.RunAsync("post", () =>
    {
        if (note.Length > MaxNoteBytes)
            return new QueueResult(QueueFault.TooLarge, "larger than the board takes");
        var now = time.GetUtcNow();
        _notes.Add((++_sequence, now, now + lifetime, note.ToArray()));
        return QueueResult.Done;
    });

    public Task<QueueResult<IReadOnlyList<QueueItem>>> PeekAsync(long fromSequence, int maximum, CancellationToken cancellationToken) => Calls.RunAsync("peek", () =>
    {
        _notes.RemoveAll(note => note.Until <= time.GetUtcNow());
        return new QueueResult<IReadOnlyList<QueueItem>>(QueueFault.None, "", [.. _notes
            .Where(note => note.Sequence >= fromSequence)
            .Take(maximum)
            .Select(static note => new QueueItem(note.Sequence, note.At, 0, note.Note, FrozenDictionary<string, object>.Empty, null))]);
    });

    public Task<QueueResult> RemoveAsync(long throughSequence, CancellationToken cancellationToken) => Calls.RunAsync("remove", () =>
    {
        foreach (var note in _notes.Where(note => note.Sequence <= throughSequence).Take(RemoveOnly ?? int.MaxValue).ToList())
            _notes.Remove(note);
        return RemoveOnly is null ? QueueResult.Done : new(QueueFault.Unreachable, "lost on the way");
    });
}

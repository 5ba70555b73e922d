using Holdfast.Pipeline.Sharing;
using Holdfast.Simulation.Scenarios;

namespace Holdfast.Simulation.Sharing;

/// <summary>The broker's side of the board: notes in the order in which they became durable, until they expire or are taken off the head.</summary>
/// <param name="world">The world.</param>
internal sealed class SimBoard(SharedWorld world)
{
    private static readonly Dictionary<string, object> NoProperties = [];

    private readonly List<SimMessage> _notes = [];
    private long _sequence;

    /// <summary>The notes that are there.</summary>
    public IReadOnlyList<SimMessage> Notes => _notes;

    private SharingTraits Traits => world.Scenario.Sharing!;

    public QueueResult Post(ReadOnlyMemory<byte> note, TimeSpan lifetime)
    {
        if (note.Length > Traits.MaxNoteBytes)
            return new(QueueFault.TooLarge, $"a note of {note.Length} bytes");
        _notes.Add(new(new("", "", note, NoProperties, lifetime), ++_sequence, world.Now));
        world.Trace.Add($"board + {_sequence} {note.Length}");
        return QueueResult.Done;
    }

    /// <summary>At most so many; the broker may give fewer although there are more.</summary>
    public IReadOnlyList<QueueItem> Peek(long from, int maximum)
    {
        _notes.RemoveAll(note => note.ExpiresAt <= world.Now);
        var given = world.Chance(8) == 0 ? 1 + world.Chance(maximum) : maximum;
        return
        [
            .. _notes.Where(note => note.Sequence >= from).Take(given)
                .Select(static note => new QueueItem(note.Sequence, SimQueue.Clock(note.EnqueuedAt), 0, note.Message.Body, NoProperties, null)),
        ];
    }

    /// <summary>Takes notes off the head, and no more than <paramref name="most"/> of them.</summary>
    public QueueResult Remove(long through, int most)
    {
        var left = most;
        _notes.RemoveAll(note => note.Sequence <= through && left-- > 0);
        return QueueResult.Done;
    }
}

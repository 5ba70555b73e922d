using Holdfast.Soak.Faults;

namespace Holdfast.Soak.Stores;

/// <summary>A store that the soak owns: it can be made to fail in the ways of its kind, and read back. For one caller at a time.</summary>
/// <param name="traits">What is known of it beforehand.</param>
/// <param name="bucket">Its bucket for the tier, as a target names it.</param>
internal abstract class SoakStore(StoreTraits traits, string bucket) : IAsyncDisposable
{
    /// <summary>What is known of it beforehand.</summary>
    public StoreTraits Traits => traits;

    /// <summary>Its bucket for the tier, as a target names it.</summary>
    public string Bucket => bucket;

    /// <summary>Where it is, also while it is dead.</summary>
    public abstract Uri Url { get; }

    /// <summary>What it is, for people.</summary>
    public abstract string Kind { get; }

    /// <summary>Keys of configuration below <c>Stores:NAME</c>.</summary>
    public abstract IEnumerable<string> Keys { get; }

    /// <summary>Whether its time to live must be declared, because it cannot tell it.</summary>
    public virtual bool DeclaresRetention => false;

    /// <summary>Whether it keeps every version of a point, instead of the newest.</summary>
    public virtual bool KeepsVersions => false;

    /// <summary>It takes connections and answers nothing.</summary>
    public abstract Task HangAsync();

    /// <summary>It goes on, and carries out what it was sent meanwhile.</summary>
    public abstract Task GoOnAsync();

    /// <summary>It dies without a word.</summary>
    public abstract Task KillAsync();

    /// <summary>It is started again with what it kept.</summary>
    public abstract Task RestartAsync();

    /// <summary>It misbehaves in a way that only an embedded store can be told to; null ends it.</summary>
    public virtual Task MisbehaveAsync(FaultKind? how) => throw new NotSupportedException($"{Kind} cannot be told to misbehave");

    /// <summary>Sets the time to live of its bucket.</summary>
    public virtual Task SetRetentionAsync(int days) => throw new NotSupportedException($"{Kind} cannot change its time to live");

    /// <summary>Reads everything of the run.</summary>
    /// <param name="measurements">The measurements.</param>
    /// <param name="from">The first timestamp, in milliseconds.</param>
    /// <param name="to">The last one.</param>
    /// <param name="see">Told of every row; rows of one series and time follow each other in the same call's window.</param>
    /// <param name="cancellation">Ends the reading.</param>
    public abstract Task ReadAsync(IReadOnlyList<string> measurements, long from, long to, Action<StoredRow> see, CancellationToken cancellation);

    /// <inheritdoc/>
    public abstract ValueTask DisposeAsync();
}

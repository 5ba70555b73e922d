using Holdfast.Pipeline.Configuration;

namespace Holdfast.Pipeline.DeadLetters;

/// <summary>What the dead letters may take.</summary>
public sealed record DeadLetterLimits
{
    /// <summary>The default of <see cref="MaxLetters"/>.</summary>
    public const int DefaultMaxLetters = 1_000_000;

    /// <summary>
    /// The most bytes of letters; beyond, none is added. The files may take twice as much and two segments, until they are compacted.
    /// </summary>
    public required long MaxBytes { get; init; }

    /// <summary>The most letters; beyond, none is added. Each takes about 48 bytes of memory.</summary>
    public int MaxLetters { get; init; } = DefaultMaxLetters;

    /// <summary>The size at which a new file is begun, in bytes.</summary>
    public required long SegmentBytes { get; init; }

    /// <summary>
    /// The limits out of section <c>Data</c>. Files are a sixteenth of the limit at most, so that compacting moves little at a time.
    /// </summary>
    public static DeadLetterLimits From(DataOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        const int atLeast = 64 * 1024;
        return new DeadLetterLimits
        {
            MaxBytes = options.MaxDeadLetterBytes,
            SegmentBytes = Math.Min(options.SegmentBytes, Math.Max(atLeast, options.MaxDeadLetterBytes / 16)),
        };
    }
}

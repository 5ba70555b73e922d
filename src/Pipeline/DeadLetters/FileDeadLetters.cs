using Holdfast.Pipeline.Storage;

namespace Holdfast.Pipeline.DeadLetters;

/// <summary>
/// The quarantine in files, in the folder <c>deadletters</c> of the data folder. Whoever opens it must hold the data folder's
/// <see cref="DirectoryLock"/>.
/// </summary>
public sealed class FileDeadLetters : IDeadLetters, IAsyncDisposable
{
    /// <summary>The folder, inside the data folder.</summary>
    public const string FolderName = "deadletters";

    /// <summary>The most letters of one page.</summary>
    public const int MaxPage = 1000;

    /// <summary>A page ends with the letter that carries its bytes beyond this.</summary>
    public const long MaxPageBytes = 16 * 1024 * 1024;

    private readonly DeadLetterLimits _limits;
    private readonly LetterIndex _index;
    private readonly SegmentedLog _log;
    private readonly LetterCompactor _compactor;
    private readonly AsyncGate _removals = new();

    private FileDeadLetters(DeadLetterLimits limits, LetterIndex index, SegmentedLog log)
    {
        _limits = limits;
        _index = index;
        _log = log;
        _compactor = new LetterCompactor(log, index, limits.SegmentBytes);
    }

    /// <inheritdoc/>
    public DeadLetterSummary Summary
    {
        get
        {
            var (count, bytes, oldest, reasons) = _index.Summary();
            return new DeadLetterSummary(count, bytes, _limits.MaxBytes, oldest, reasons, _log.Bytes, _log.Health);
        }
    }

    /// <summary>
    /// Opens the letters in <paramref name="storage"/>'s folder <c>deadletters</c>, reading all of them once. Damage is skipped, kept aside
    /// and counted in
    /// <see cref="Summary"/>, and never hinders the opening; only a folder that the disk cannot list does.
    /// </summary>
    public static async Task<StorageResult<FileDeadLetters>> OpenAsync(
        IStorage storage, DeadLetterLimits limits, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(storage);
        ArgumentNullException.ThrowIfNull(limits);

        // The factor is far beyond what compaction lets the files grow to; it holds should compaction fail for long.
        var options = new SegmentedLogOptions
        {
            SegmentBytes = limits.SegmentBytes,
            MaxBytes = (limits.MaxBytes + limits.SegmentBytes) * 4,
        };
        var loader = new LetterLoader();
        var opened = await SegmentedLog.OpenAsync(storage.Folder(FolderName), options, 1, loader.Visit, cancellationToken);
        if (!opened.Succeeded) return StorageResult.Failure<FileDeadLetters>(opened.Fault, opened.Message);

        if (loader.Strange > 0)
            opened.Value.CountFault($"{loader.Strange} records of the dead letters are of another version and were skipped.");
        var index = new LetterIndex();
        loader.Fill(index);
        var letters = new FileDeadLetters(limits, index, opened.Value);
        await letters._compactor.RunAsync();
        return StorageResult.Of(letters);
    }

    /// <inheritdoc/>
    public async Task<DeadLetterAddition> AddAsync(IReadOnlyList<DeadLetterDraft> drafts, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(drafts);
        if (drafts.Count == 0) return new DeadLetterAddition(DeadLetterStatus.Done, [], null);

        var frames = drafts.Select(LetterRecord.Encode).ToArray();
        var sizes = Array.ConvertAll(frames, frame => frame.RecordBytes);
        var headers = drafts.Select(draft => new LetterHeader(0, draft.Time.UtcTicks, draft.Reason)).ToArray();
        long bytes = sizes.Sum(size => (long)size);
        if (!_index.TryReserve(frames.Length, bytes, _limits))
        {
            foreach (var frame in frames) frame.Return();
            return new DeadLetterAddition(
                DeadLetterStatus.Full,
                [],
                $"The dead letters are at their limit of {_limits.MaxBytes} bytes or {_limits.MaxLetters} letters.");
        }

        var result = await _log.AppendAsync(
            frames,
            settled =>
            {
                _index.Release(frames.Length, bytes);
                if (settled is { } commit) LetterCompactor.Place(_index, commit, headers, sizes);
            },
            cancellationToken);
        if (result.Status != LogAppendStatus.Appended) return new DeadLetterAddition(StatusOf(result.Status), [], result.Message);
        var ids = Enumerable.Range(0, sizes.Length).Select(i => LetterRecord.IdOf(result.FirstSequence + i));
        return new DeadLetterAddition(DeadLetterStatus.Done, [.. ids], null);
    }

    /// <inheritdoc/>
    public async Task<DeadLetterPage> ListAsync(string? reason, string? afterId, int limit, CancellationToken cancellationToken)
    {
        var after = 0L;
        if (afterId is not null && !LetterRecord.TryParseId(afterId, out after))
            return new DeadLetterPage([], null, 0, $"'{afterId}' is not the id of a dead letter: those have sixteen hexadecimal digits.");

        var most = Math.Clamp(limit, 1, MaxPage);
        var places = _index.After(after, reason, most + 1);
        var letters = new List<DeadLetter>();
        var (unreadable, bytes, last) = (0, 0L, afterId);
        await using var reader = new LetterReader(_log, _index);
        for (var i = 0; i < Math.Min(places.Count, most) && bytes < MaxPageBytes; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var read = await reader.ReadAsync(places[i]);
            if (read.Fault is not null) return new DeadLetterPage(letters, last, unreadable, read.Fault);
            if (read.Letter is not null)
            {
                letters.Add(read.Letter);
                bytes += read.Letter.Bytes.Length;
            }
            else if (_index.TryFind(places[i].Id, out _))
            {
                unreadable++;
            }

            last = LetterRecord.IdOf(places[i].Id);
        }

        var more = places.Count > 0 && !string.Equals(last, LetterRecord.IdOf(places[^1].Id), StringComparison.Ordinal);
        return new DeadLetterPage(letters, more ? last : null, unreadable, null);
    }

    /// <inheritdoc/>
    public async Task<DeadLetterLookup> FindAsync(string id, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (!LetterRecord.TryParseId(id, out var number) || !_index.TryFind(number, out var place)) return new DeadLetterLookup(null, null);

        await using var reader = new LetterReader(_log, _index);
        var read = await reader.ReadAsync(place);
        return read.Letter is null && read.Fault is null && _index.TryFind(number, out _)
            ? new DeadLetterLookup(null, $"The dead letter {id} is damaged on the disk.")
            : read;
    }

    /// <inheritdoc/>
    public async Task<DeadLetterRemoval> RemoveAsync(IReadOnlyList<string> ids, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(ids);
        cancellationToken.ThrowIfCancellationRequested();
        await _removals.EnterAsync();
        try
        {
            var numbers = ids.Select(id => LetterRecord.TryParseId(id, out var number) ? number : 0).Distinct();
            var known = _index.Known(numbers).ToArray();
            if (known.Length == 0) return new DeadLetterRemoval(DeadLetterStatus.Done, 0, null);

            var frames = known.Chunk(LetterRecord.MaxRemovals).Select(chunk => LetterRecord.EncodeRemoved(chunk)).ToArray();
            var result = await _log.AppendAsync(
                frames,
                settled =>
                {
                    if (settled is not null) _index.Remove(known);
                },
                CancellationToken.None);
            if (result.Status != LogAppendStatus.Appended) return new DeadLetterRemoval(StatusOf(result.Status), 0, result.Message);

            await _compactor.RunAsync();
            return new DeadLetterRemoval(DeadLetterStatus.Done, known.Length, null);
        }
        finally
        {
            _removals.Leave();
        }
    }

    /// <summary>
    /// Looks whether all files are where they belong: brings back the one that is open for appending, and counts those that cannot be brought
    /// back in <see cref="Summary"/>. Every addition looks after the open one by itself; this is for the time in between.
    /// </summary>
    public Task<StorageResult> CheckAsync() => _log.CheckAsync();

    /// <summary>Waits for what is under way, and closes the files. Later changes fail.</summary>
    public ValueTask DisposeAsync() => _log.DisposeAsync();

    private static DeadLetterStatus StatusOf(LogAppendStatus status) =>
        status is LogAppendStatus.Full or LogAppendStatus.Busy ? DeadLetterStatus.Full : DeadLetterStatus.Failed;
}

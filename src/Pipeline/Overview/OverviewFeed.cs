using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Holdfast.Pipeline.Operations;

namespace Holdfast.Pipeline.Overview;

/// <summary>
/// The document for whoever asks, made once for all of them. What costs more than memory is looked at while somebody reads, and for
/// <see cref="Interest"/> after that. Safe for any number of threads.
/// </summary>
public sealed class OverviewFeed
{
    /// <summary>The most listeners at once; one more is turned away.</summary>
    public const int MaximumListeners = 32;

    /// <summary>How long somebody counts as looking after a question.</summary>
    public static readonly TimeSpan Interest = TimeSpan.FromSeconds(10);

    /// <summary>How old a document may be that is answered; none is answered from before a breaker's last change, which an operator may have made.</summary>
    public static readonly TimeSpan MaximumAge = TimeSpan.FromMilliseconds(200);

    /// <summary>How long the first question after a while waits for what is not in memory; then it is answered without.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    private const long Never = long.MinValue;

    private readonly OverviewWatch _watch;
    private readonly OverviewWriter _writer;
    private readonly RecoveryViews _recoveries;
    private readonly LetterSamples _letters;
    private readonly TimeProvider _time;
    private readonly Lock _gate = new();
    private readonly List<OverviewListener> _listeners = [];
    private bool _closed;
    private long _asked = Never;
    private long _number;
    private OverviewFrame? _frame;
    private OverviewSample? _sample;
    private Task? _refresh;

    internal OverviewFeed(OverviewWatch watch, OverviewWriter writer, RecoveryViews recoveries, LetterSamples letters, TimeProvider time) =>
        (_watch, _writer, _recoveries, _letters, _time) = (watch, writer, recoveries, letters, time);

    /// <summary>How many listen.</summary>
    public int Listeners
    {
        get
        {
            lock (_gate)
                return _listeners.Count;
        }
    }

    /// <summary>One look, and a document for those who listen. Call about once a second.</summary>
    public async Task StepAsync()
    {
        var watched = IsWatched();
        await RefreshAsync(watched);
        _watch.Sample();
        if (Listeners == 0)
            return;
        var frame = Current();
        foreach (var listener in Everyone())
            listener.Tell(frame);
    }

    /// <summary>The document as of now, or hardly older.</summary>
    /// <param name="cancellation">Ends the wait.</param>
    public async Task<OverviewFrame> ReadAsync(CancellationToken cancellation)
    {
        if (!IsWatched())
            await WakeAsync(cancellation);
        Interlocked.Exchange(ref _asked, _time.GetTimestamp());
        return Current();
    }

    /// <summary>A place among the listeners; none at the bound, and none when the process stops. The first document is there at once.</summary>
    public bool TryListen([NotNullWhen(true)] out OverviewListener? listener)
    {
        listener = new OverviewListener(Leave);
        lock (_gate)
        {
            if (_closed || _listeners.Count >= MaximumListeners)
            {
                listener = null;
                return false;
            }

            _listeners.Add(listener);
        }

        Interlocked.Exchange(ref _asked, _time.GetTimestamp());
        listener.Tell(Current());
        return true;
    }

    /// <summary>Ends every stream, and lets none begin: the process stops, and must not wait for those who only look.</summary>
    public void Close()
    {
        lock (_gate)
            _closed = true;
        foreach (var listener in Everyone())
            listener.Close();
    }

    private bool IsWatched()
    {
        var asked = Interlocked.Read(ref _asked);
        return Listeners > 0 || (asked != Never && _time.GetElapsedTime(asked) < Interest);
    }

    /// <summary>The first who asks after a while has what is asked for outside brought, if that is quick; whoever comes meanwhile waits for the same.</summary>
    private async Task WakeAsync(CancellationToken cancellation)
    {
        try
        {
            await RefreshAsync(watched: true).WaitAsync(Patience, _time, cancellation);
            await Task.WhenAll(_recoveries.Asking, _letters.Reading).WaitAsync(Patience, _time, cancellation);
        }
        catch (TimeoutException)
        {
            // It will be in a later document.
        }
    }

    /// <summary>One at a time, for the loop and for those who ask.</summary>
    private Task RefreshAsync(bool watched)
    {
        lock (_gate)
        {
            if (_refresh is null or { IsCompleted: true })
                _refresh = RefreshAllAsync(watched);
            return _refresh;
        }
    }

    private async Task RefreshAllAsync(bool watched)
    {
        await _recoveries.RefreshAsync(watched);
        if (watched)
            await _letters.RefreshAsync();
    }

    private OverviewFrame Current()
    {
        lock (_gate)
        {
            var sample = _watch.Latest;
            if (sample is null || _time.GetElapsedTime(sample.Taken) >= MaximumAge || _watch.HasChangedSince(sample))
                sample = _watch.Sample();
            if (_frame is null || !ReferenceEquals(sample, _sample))
                (_frame, _sample) = (FrameOf(sample), sample);
            return _frame;
        }
    }

    private OverviewFrame FrameOf(OverviewSample sample)
    {
        var document = JsonSerializer.SerializeToUtf8Bytes(_writer.Write(sample), OperationsReports.Json);
        var head = Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"event: overview\nid: {++_number}\ndata: "));
        return new(document, (byte[])[.. head, .. document, .. "\n\n"u8]);
    }

    private List<OverviewListener> Everyone()
    {
        lock (_gate)
            return [.. _listeners];
    }

    private void Leave(OverviewListener listener)
    {
        lock (_gate)
            _listeners.Remove(listener);
        listener.Close();
    }
}

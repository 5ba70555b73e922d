using System.Text.RegularExpressions;
using Holdfast.Pipeline.Telemetry;

namespace Holdfast.Soak.Watching;

/// <summary>Counts what Holdfast logs, by event, and keeps examples of its errors. The console's format: <c>fail: Category[112]</c>, and the text below. Safe for any number of threads.</summary>
internal sealed partial class LogTally
{
    private const int MaxExamples = 20;

    /// <summary>
    /// What the faults must be told with: a target that does not serve its tier (an altered time to live, a store that cannot be asked), a log
    /// that is nearly full, and batches that no store holds.
    /// </summary>
    private static readonly string[] ExpectedErrors =
        [.. new[] { EventIds.TargetIneligible, EventIds.RoomShrank, EventIds.OwedNowhere }.Select(static id => $"Holdfast.Pipeline.Telemetry.EventLog[{id}]")];

    private readonly Lock _lock = new();
    private readonly SortedDictionary<string, long> _events = new(StringComparer.Ordinal);
    private readonly List<string> _examples = [];
    private bool _telling;

    /// <summary>Errors that no fault explains.</summary>
    public long UnexpectedErrors { get; private set; }

    /// <summary>Errors with the texts that followed, some of them.</summary>
    public IReadOnlyList<string> Examples
    {
        get
        {
            lock (_lock)
                return [.. _examples];
        }
    }

    /// <summary>How often each event was logged, as <c>warn EventLog[101] 12</c>.</summary>
    public IReadOnlyList<string> Events
    {
        get
        {
            lock (_lock)
                return [.. _events.Select(static entry => $"{entry.Key} {entry.Value}")];
        }
    }

    /// <summary>Takes a line of the output.</summary>
    public void Note(string line)
    {
        lock (_lock)
        {
            var head = Head().Match(line);
            if (!head.Success)
            {
                if (_telling && _examples.Count <= MaxExamples)
                    _examples[^1] += " " + line.Trim();
                return;
            }

            var (level, source) = (head.Groups["level"].Value, head.Groups["source"].Value);
            var key = $"{level} {source[(source.LastIndexOf('.') + 1)..]}";
            _events[key] = _events.GetValueOrDefault(key) + 1;
            var isUnexpected = level is "fail" or "crit" && !ExpectedErrors.Contains(source, StringComparer.Ordinal);
            UnexpectedErrors += isUnexpected ? 1 : 0;
            _telling = isUnexpected && _examples.Count < MaxExamples;
            if (_telling)
                _examples.Add(key + ":");
        }
    }

    /// <summary>What went to the error output, where nothing is expected at all.</summary>
    public void NoteError(string line)
    {
        lock (_lock)
        {
            UnexpectedErrors++;
            if (_examples.Count < MaxExamples)
                _examples.Add($"standard error: {line}");
        }
    }

    [GeneratedRegex(@"^(?<level>trce|dbug|info|warn|fail|crit): (?<source>.*)$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Head();
}

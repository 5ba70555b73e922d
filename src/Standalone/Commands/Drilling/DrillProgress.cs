using System.Globalization;
using Holdfast.Standalone.Commands.Operating;
using Spectre.Console;

namespace Holdfast.Standalone.Commands.Drilling;

/// <summary>Tells how the drill goes: a live table before a person, plain lines otherwise. Safe for any number of threads.</summary>
/// <param name="console">Where to.</param>
/// <param name="format">With JSON all of it goes to the error output, so that the output is the result alone.</param>
/// <param name="traffic">What is told of.</param>
internal sealed class DrillProgress(CommandConsole console, OutputFormat format, DrillTraffic traffic)
{
    private static readonly TimeSpan LiveInterval = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan LineInterval = TimeSpan.FromSeconds(5);

    private readonly Lock _lock = new();
    private readonly List<string> _problems = [];
    private readonly bool _live = console.Interactive && format == OutputFormat.Text;
    private readonly long _started = traffic.Time.GetTimestamp();
    private volatile string _phase = "starting";
    private (long At, long Answers) _before = (traffic.Time.GetTimestamp(), 0);

    private TextWriter Lines => format == OutputFormat.Json ? console.Error : console.Out;

    /// <summary>A new phase begins.</summary>
    public void Phase(string name)
    {
        _phase = name;
        traffic.Tally.Begin(name);
        if (!_live)
            WriteLine($"{Elapsed()} {name}");
    }

    /// <summary>Something that the promises' table does not tell.</summary>
    public void Problem(string text)
    {
        lock (_lock)
            _problems.Add(TerminalText.Of(text));
        if (!_live)
            WriteLine($"{Elapsed()} ! {TerminalText.Of(text)}");
    }

    /// <summary>Shows the progress of some work until it ends.</summary>
    /// <param name="work">The work.</param>
    /// <param name="sight">How Holdfast stands.</param>
    public async Task<T> ShowAsync<T>(Task<T> work, Func<DrillSight?> sight)
    {
        if (_live)
        {
            await console.Tables.Live(Draw(sight())).StartAsync(async live =>
            {
                while (!work.IsCompleted)
                {
                    live.UpdateTarget(Draw(sight()));
                    await Task.WhenAny(work, Task.Delay(LiveInterval, traffic.Time));
                }
            });
        }
        else
        {
            while (await Task.WhenAny(work, Task.Delay(LineInterval, traffic.Time)) != work)
                WriteLine($"{Elapsed()}   {string.Join(", ", Facts(sight()).Select(static fact => $"{fact.Name} {fact.Text}"))}");
        }

        return await work;
    }

    private Table Draw(DrillSight? sight)
    {
        var table = new Table { Border = TableBorder.Simple, Title = new TableTitle(Markup.Escape($"{Elapsed()} {_phase}")) };
        var facts = Facts(sight).ToList();
        foreach (var (name, _) in facts)
            table.AddColumn(new TableColumn(new Text(name)));
        table.AddRow(facts.Select(static fact => new Text(fact.Text)));
        lock (_lock)
            table.Caption = _problems.Count == 0 ? null : new TableTitle(Markup.Escape("! " + _problems[^1]));
        return table;
    }

    private IEnumerable<(string Name, string Text)> Facts(DrillSight? sight)
    {
        var (now, answers) = (traffic.Time.GetTimestamp(), traffic.Tally.Answers);
        var seconds = traffic.Time.GetElapsedTime(_before.At, now).TotalSeconds;
        var rate = seconds > 0 ? (answers - _before.Answers) / seconds : 0;
        _before = (now, answers);
        yield return ("requests/s", rate.ToString("0", CultureInfo.InvariantCulture));
        yield return ("p99", traffic.Tally.RecentP99() is { } p99 ? $"{p99.TotalMilliseconds.ToString("0", CultureInfo.InvariantCulture)} ms" : "none");
        yield return ("answers", string.Join(' ', traffic.Tally.ByTier.OrderBy(static pair => pair.Key, StringComparer.Ordinal).Select(static pair => $"{pair.Key}={pair.Value}")));
        yield return ("owed", sight?.Owed.ToString(CultureInfo.InvariantCulture) ?? "unknown");
        yield return ("breakers", sight is null ? "unknown" : string.Join(' ', sight.Modes.OrderBy(static pair => pair.Key, StringComparer.Ordinal).Select(static pair => $"{pair.Key}={pair.Value}")));
    }

    private string Elapsed() => $"{traffic.Time.GetElapsedTime(_started).TotalSeconds.ToString("0.0", CultureInfo.InvariantCulture),6} s";

    private void WriteLine(string line)
    {
        lock (_lock)
            Lines.WriteLine(line);
    }
}

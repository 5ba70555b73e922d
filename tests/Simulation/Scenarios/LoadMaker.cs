using Holdfast.Pipeline.Configuration;
using Holdfast.Routing.Batching;
using Holdfast.Simulation.Scheduling;

namespace Holdfast.Simulation.Scenarios;

/// <summary>
/// Makes the load: most of it writes the same few cells again and again, since only a cell that is written twice can show a stale value.
/// </summary>
internal sealed class LoadMaker
{
    private const int Series = 3;
    private const int Moments = 5;

    private static readonly string[] Fields = ["i", "f", "s"];

    private readonly Random _random;
    private readonly HoldfastSettings _settings;
    private readonly List<PlannedRequest> _made = [];
    private readonly int _bunch;
    private readonly TimeSpan? _distance;
    private int _token = 100_000;

    private LoadMaker(Random random, HoldfastSettings settings, TimeSpan? distance)
    {
        _random = random;
        _settings = settings;
        _distance = distance;
        _bunch = random.Next(4) == 0 ? 2000 : 333;
    }

    /// <param name="random">The chance.</param>
    /// <param name="settings">The configuration.</param>
    /// <param name="distance">How far apart corrections of one point are at least; null, and there are no corrections but by chance.</param>
    public static IReadOnlyList<PlannedRequest> Make(Random random, HoldfastSettings settings, TimeSpan? distance = null)
    {
        var maker = new LoadMaker(random, settings, distance);
        var moments = Enumerable.Range(0, random.Next(90, 130)).Select(_ => maker.Moment()).Order().ToList();
        foreach (var at in moments)
            maker._made.Add(maker.Request(at));
        return maker._made;
    }

    /// <summary>Now and then on the same moment as others, so that requests meet.</summary>
    private TimeSpan Moment()
    {
        var milliseconds = 500 + _random.NextDouble() * (ScenarioMaker.LoadFor.TotalMilliseconds - 500);
        if (_random.Next(3) == 0)
            milliseconds -= milliseconds % _bunch;
        return TimeSpan.FromTicks((long)(milliseconds * TimeSpan.TicksPerMillisecond));
    }

    private PlannedRequest Request(TimeSpan at)
    {
        if (_distance is { } distance && _made.Count > 0 && _random.Next(3) == 0)
            return Correction(at, distance);
        var tier = _settings.Table.Tiers[_random.Next(_settings.Table.Tiers.Length)];
        var kind = _random.Next(100);
        var earlier = _made.Count == 0 ? null : _made[_random.Next(_made.Count)];

        // A repetition of an earlier request, with its key or without one; or its key for something else, which producers should not do.
        if (kind < 5 && earlier is not null)
            return Plan(at, earlier.Bucket, earlier.Lines, earlier.Key);
        var lines = Lines(at, kind);
        if (kind < 8 && earlier is not null)
            return Plan(at, earlier.Bucket, lines, earlier.Key);
        return Plan(at, tier.Bucket, lines, _random.Next(2) == 0 ? $"key-{_made.Count}" : null);
    }

    /// <summary>Of a request just before, once that is answered: right then, or a little later.</summary>
    private PlannedRequest Correction(TimeSpan at, TimeSpan distance)
    {
        var earlier = _made[^_random.Next(1, Math.Min(_made.Count, 6) + 1)];
        List<PlannedLine> lines = [.. earlier.Lines.Where(static line => line is { Malformed: false, Poison: false }).Select(Correction)];
        if (lines.Count == 0)
            lines.Add(Line(at, faulty: false));
        return Plan(at, earlier.Bucket, lines, null) with
        {
            Corrects = earlier.Number,
            Gap = distance + TimeSpan.FromMilliseconds(_random.Next(2) == 0 ? _random.Next(20) : _random.Next(2000)),
        };
    }

    private PlannedLine Correction(PlannedLine line)
    {
        var token = _token++;
        List<KeyValuePair<Cell, string>> values = [.. line.Values.Select(value => KeyValuePair.Create(value.Key, ValueOf(value.Key.Field, token)))];
        return line with { Text = TextOf(values), Token = token, Values = values };
    }

    private PlannedRequest Plan(TimeSpan at, string bucket, IReadOnlyList<PlannedLine> lines, string? key) => new(
        _made.Count, at, bucket, lines, key, _random.Next(4), TimeSpan.FromMilliseconds(_random.Next(20, 3000)),
        _random.Next(12) == 0 ? TimeSpan.FromMilliseconds(_random.Next(1, 200)) : null);

    private List<PlannedLine> Lines(TimeSpan at, int kind)
    {
        var lines = new List<PlannedLine>();
        var count = _random.Next(10) == 0 ? _random.Next(5, 25) : _random.Next(1, 5);
        for (var line = 0; line < count; line++)
            lines.Add(Line(at, faulty: kind >= 90 && _random.Next(3) == 0));
        return lines;
    }

    private PlannedLine Line(TimeSpan at, bool faulty)
    {
        var token = _token++;
        if (faulty && _random.Next(2) == 0)
            return new($"m0,host=h0 novalue{token}", token, Malformed: true, Poison: false, []);
        var poison = !faulty ? "" : _random.Next(2) == 0 ? ",poison=all" : $",poison=s{_random.Next(_settings.Table.Stores.Length)}";
        var series = $"m{_random.Next(2)},host=h{_random.Next(Series)}{poison}";
        var moment = GateTime.Start + _random.Next(100) switch
        {
            < 60 => TimeSpan.FromSeconds(_random.Next(Moments)),
            < 93 => at,
            _ => -TimeSpan.FromMinutes(_random.Next(60)),
        };
        var time = UnixTime.Nanoseconds(moment);
        var mask = _random.Next(1, 8);
        List<KeyValuePair<Cell, string>> values =
        [
            .. Fields.Where((_, bit) => (mask & (1 << bit)) != 0).Select(field => KeyValuePair.Create(new Cell(series, time, field), ValueOf(field, token))),
        ];
        return new(TextOf(values), token, Malformed: false, poison.Length > 0, values);
    }

    /// <summary>A field's name tells its type.</summary>
    private static string ValueOf(string field, int token) => field switch { "i" => $"{token}i", "f" => $"{token}.5", _ => $"\"s{token}\"" };

    private static string TextOf(List<KeyValuePair<Cell, string>> values) =>
        $"{values[0].Key.Series} {string.Join(',', values.Select(static value => $"{value.Key.Field}={value.Value}"))} {values[0].Key.Time}";
}

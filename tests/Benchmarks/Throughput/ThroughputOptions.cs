using System.Globalization;

namespace Holdfast.Benchmarks.Throughput;

/// <summary>What the throughput mode was told.</summary>
/// <param name="Seconds">The length of one run; there are bodies × ways × <paramref name="Rounds"/> runs, and a warm-up of each.</param>
/// <param name="Connections">Keep-alive connections, each with one request in flight.</param>
/// <param name="Rounds">Interleaved rounds; the medians count.</param>
/// <param name="Victoria">The VictoriaMetrics program to write to; null for the do-nothing store.</param>
internal sealed record ThroughputOptions(double Seconds, int Connections, int Rounds, string? Victoria)
{
    public const string Usage = "throughput [SECONDS] [--connections N] [--rounds N] [--victoria PROGRAM]";

    /// <summary>Null when an argument is not understood.</summary>
    public static ThroughputOptions? Parse(string[] args)
    {
        var options = new ThroughputOptions(5, 16, 3, null);
        for (var index = 0; index < args.Length; index++)
        {
            var value = index + 1 < args.Length ? args[index + 1] : "";
            if (double.TryParse(args[index], CultureInfo.InvariantCulture, out var seconds) && seconds is >= 0.1 and <= 600)
                options = options with { Seconds = seconds };
            else if (args[index] is "--connections" && int.TryParse(value, out var connections) && connections is >= 1 and <= 1024)
                options = options with { Connections = connections };
            else if (args[index] is "--rounds" && int.TryParse(value, out var rounds) && rounds is >= 1 and <= 100)
                options = options with { Rounds = rounds };
            else if (args[index] is "--victoria" && value.Length > 0)
                options = options with { Victoria = value };
            else
                return null;
            index += args[index].StartsWith("--", StringComparison.Ordinal) ? 1 : 0;
        }

        return options;
    }
}

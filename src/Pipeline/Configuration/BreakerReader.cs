using Holdfast.Routing.Breakers;

namespace Holdfast.Pipeline.Configuration;

/// <summary>Reads <c>Holdfast:Breaker</c>.</summary>
internal static class BreakerReader
{
    /// <summary>What two shares that were written in decimal may miss the exact sum by.</summary>
    private const double Tolerance = 1e-9;

    private const int MaxCount = 1_000_000;

    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);
    private static readonly TimeSpan Least = TimeSpan.FromMilliseconds(10);

    public static BreakerOptions Read(SectionReader reader, DeliveryOptions delivery)
    {
        var defaults = new BreakerOptions();
        var options = new BreakerOptions
        {
            ErrorRate = reader.Share("ErrorRate", defaults.ErrorRate),
            Window = reader.Duration("Window", defaults.Window, Second, Hour),
            MinimumThroughput = reader.Integer32("MinimumThroughput", defaults.MinimumThroughput, 1, MaxCount),
            ConsecutiveFailures = reader.Integer32("ConsecutiveFailures", defaults.ConsecutiveFailures, 1, MaxCount),
            SlowP95 = reader.Duration("SlowP95", defaults.SlowP95, TimeSpan.FromMilliseconds(1), TimeSpan.FromSeconds(10)),
            SlowWindow = reader.Duration("SlowWindow", defaults.SlowWindow, Second, Hour),
            SlowWindows = reader.Integer32("SlowWindows", defaults.SlowWindows, 1, 1000),
            Isolation = reader.Duration("Isolation", defaults.Isolation, Least, TimeSpan.FromDays(1)),
            IsolationExtension = reader.Duration("IsolationExtension", defaults.IsolationExtension, TimeSpan.Zero, TimeSpan.FromDays(1)),
            MaximumIsolation = reader.Duration("MaximumIsolation", defaults.MaximumIsolation, Least, TimeSpan.FromDays(7)),
            Jitter = reader.Number("Jitter", defaults.Jitter, 0, 1),
            ProbeRatio = reader.Number("ProbeRatio", defaults.ProbeRatio, 0.001, 1),
            Evaluation = reader.Duration("Evaluation", defaults.Evaluation, Least, Hour),
            MinimumProbes = reader.Integer32("MinimumProbes", defaults.MinimumProbes, 1, MaxCount),
            CloseAbove = reader.Share("CloseAbove", defaults.CloseAbove),
            ReopenAbove = reader.Share("ReopenAbove", defaults.ReopenAbove),
            ProbeLease = reader.Duration("ProbeLease", defaults.ProbeLease, Least, Hour),
        };
        CheckAcross(reader, options, delivery);
        reader.End();
        return options;
    }

    private static void CheckAcross(SectionReader reader, BreakerOptions options, DeliveryOptions delivery)
    {
        var errors = reader.Errors;
        if (options.MaximumIsolation < options.Isolation && errors.NoneAt(reader.At("Isolation"), reader.At("MaximumIsolation")))
        {
            errors.Add(
                reader.At("MaximumIsolation"),
                $"{DurationText.Format(options.MaximumIsolation)} is below Isolation, {DurationText.Format(options.Isolation)}",
                "Give at least Isolation");
        }

        // Otherwise one evaluation could ask for both: at 0.9 and 0.02, a success share of 0.95 closes, and its failure share of 0.05 reopens.
        if (options.CloseAbove + options.ReopenAbove < 1 - Tolerance && errors.NoneAt(reader.At("CloseAbove"), reader.At("ReopenAbove")))
        {
            errors.Add(
                reader.At("CloseAbove"),
                $"with {options.CloseAbove} and ReopenAbove {options.ReopenAbove} the same evaluation could close and reopen",
                $"Give CloseAbove at least {Math.Round(1 - options.ReopenAbove, 9)}, or raise ReopenAbove");
        }

        if (options.ProbeLease <= delivery.TryTimeout && errors.NoneAt(reader.At("ProbeLease"), "Holdfast:Delivery:TryTimeout"))
        {
            errors.Add(
                reader.At("ProbeLease"),
                $"{DurationText.Format(options.ProbeLease)} is not above Delivery:TryTimeout, {DurationText.Format(delivery.TryTimeout)}",
                "Give more, or a slow probe counts as failed while it may still succeed");
        }
    }
}

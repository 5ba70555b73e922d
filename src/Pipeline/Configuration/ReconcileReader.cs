using Holdfast.Routing.Reconciling;

namespace Holdfast.Pipeline.Configuration;

/// <summary>Reads <c>Holdfast:Reconcile</c>.</summary>
internal static class ReconcileReader
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Day = TimeSpan.FromDays(1);

    public static ReconcileOptions Read(SectionReader reader)
    {
        var defaults = new ReconcileOptions();
        var options = new ReconcileOptions
        {
            Timer = reader.Switch("Timer", defaults.Timer),
            ShortestInterval = reader.Duration("ShortestInterval", defaults.ShortestInterval, Second, Day),
            LongestInterval = reader.Duration("LongestInterval", defaults.LongestInterval, Second, TimeSpan.FromDays(7)),
            Window = reader.Duration("Window", defaults.Window, Second, Day),
            Depth = reader.Duration("Depth", defaults.Depth, Second, TimeSpan.FromDays(31)),
            Delay = reader.Duration("Delay", defaults.Delay, TimeSpan.Zero, TimeSpan.FromHours(1)),
            Timeout = reader.Duration("Timeout", defaults.Timeout, TimeSpan.FromMilliseconds(10), TimeSpan.FromMinutes(5)),
            MaximumAnswer = reader.Integer32("MaximumAnswer", defaults.MaximumAnswer, 4096, 1024 * 1024 * 1024),
        };
        if (options.LongestInterval < options.ShortestInterval && reader.Errors.NoneAt(reader.At("LongestInterval"), reader.At("ShortestInterval")))
        {
            reader.Errors.Add(
                reader.At("LongestInterval"),
                $"{DurationText.Format(options.LongestInterval)} is below ShortestInterval, {DurationText.Format(options.ShortestInterval)}",
                "Give at least ShortestInterval");
        }

        reader.End();
        return options;
    }
}

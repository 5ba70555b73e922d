using Holdfast.Routing.Recovery;

namespace Holdfast.Pipeline.Configuration;

/// <summary>Reads <c>Holdfast:Recovery</c>.</summary>
internal static class RecoveryReader
{
    private const int GiB = 1024 * 1024 * 1024;

    private static readonly TimeSpan Day = TimeSpan.FromDays(1);
    private static readonly TimeSpan TenMinutes = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan TenSeconds = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Millisecond = TimeSpan.FromMilliseconds(1);

    public static RecoveryOptions Read(SectionReader reader)
    {
        var defaults = new RecoveryOptions();
        var options = new RecoveryOptions
        {
            Settle = reader.Duration("Settle", defaults.Settle, TimeSpan.Zero, TenMinutes),
            RewindAge = reader.Duration("RewindAge", defaults.RewindAge, TimeSpan.Zero, TenMinutes),
            RewindBytes = reader.Integer32("RewindBytes", defaults.RewindBytes, 0, GiB),
            BackfillLatency = reader.Duration("BackfillLatency", defaults.BackfillLatency, Millisecond, TenSeconds),
            BackfillStart = reader.Integer32("BackfillStart", defaults.BackfillStart, 1024, GiB),
            BackfillFloor = reader.Integer32("BackfillFloor", defaults.BackfillFloor, 1024, GiB),
            Soak = reader.Duration("Soak", defaults.Soak, TimeSpan.Zero, Day),
            SoakP95 = reader.Duration("SoakP95", defaults.SoakP95, Millisecond, TenSeconds),
            SoakErrorRate = reader.Share("SoakErrorRate", defaults.SoakErrorRate),
        };
        if (options.BackfillStart < options.BackfillFloor && reader.Errors.NoneAt(reader.At("BackfillStart"), reader.At("BackfillFloor")))
        {
            reader.Errors.Add(
                reader.At("BackfillStart"), $"{options.BackfillStart} is below BackfillFloor, {options.BackfillFloor}", "Give at least BackfillFloor");
        }

        reader.End();
        return options;
    }
}

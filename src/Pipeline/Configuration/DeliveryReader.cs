namespace Holdfast.Pipeline.Configuration;

/// <summary>Reads <c>Holdfast:Delivery</c>.</summary>
internal static class DeliveryReader
{
    public static DeliveryOptions Read(SectionReader reader)
    {
        var defaults = new DeliveryOptions();
        var options = new DeliveryOptions
        {
            Mode = reader.Choice("Mode", defaults.Mode),
            Timeout = reader.Duration("Timeout", defaults.Timeout, TimeSpan.FromMilliseconds(2), TimeSpan.FromMinutes(5)),
            TryTimeout = reader.Duration("TryTimeout", defaults.TryTimeout, TimeSpan.FromMilliseconds(1), TimeSpan.FromSeconds(10)),
            Retries = reader.Integer32("Retries", defaults.Retries, 0, 5),
            Backoff = reader.Duration("Backoff", defaults.Backoff, TimeSpan.Zero, TimeSpan.FromSeconds(10)),
            RetryBudget = reader.Number("RetryBudget", defaults.RetryBudget, 0, 1),
            MinimumRetries = reader.Integer32("MinimumRetries", defaults.MinimumRetries, 0, 1000),
            ReferenceBytes = reader.Integer32("ReferenceBytes", defaults.ReferenceBytes, 1024, 64 * 1024 * 1024),
            MaxInFlight = reader.Integer32("MaxInFlight", defaults.MaxInFlight, 1, 256),
            MaxCoalescedBytes = reader.Integer32("MaxCoalescedBytes", defaults.MaxCoalescedBytes, 1024, 64 * 1024 * 1024),
            Recheck = reader.Duration("Recheck", defaults.Recheck, TimeSpan.FromSeconds(1), TimeSpan.FromDays(1)),
            RecheckIneligible = reader.Duration("RecheckIneligible", defaults.RecheckIneligible, TimeSpan.FromSeconds(1), TimeSpan.FromDays(1)),
        };
        if (options.TryTimeout >= options.Timeout && reader.Errors.NoneAt(reader.At("TryTimeout"), reader.At("Timeout")))
        {
            reader.Errors.Add(
                reader.At("TryTimeout"),
                $"{DurationText.Format(options.TryTimeout)} is not below Timeout, {DurationText.Format(options.Timeout)}",
                "Leave time for a second target: a third of Timeout is usual");
        }

        reader.End();
        return options;
    }
}

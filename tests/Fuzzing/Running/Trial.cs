namespace Holdfast.Fuzzing.Running;

/// <summary>Tries single inputs at a target.</summary>
internal static class Trial
{
    /// <summary>How long one input may take: thousands of times what any does on an idle machine, since this may run where others leave little.</summary>
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(120);

    /// <summary>Tries an input.</summary>
    /// <returns>What it broke; null when nothing.</returns>
    public static async Task<Failure?> RunAsync(FuzzTarget target, byte[] input)
    {
        try
        {
            // On a thread of its own, so that a reader that never ends is a finding too.
            await Task.Run(() => target.CheckAsync(input)).WaitAsync(Limit);
            return null;
        }
        catch (Finding finding)
        {
            return new(finding.Rule, finding.Message);
        }
        catch (TimeoutException)
        {
            return new("ends", $"not within {Limit.TotalSeconds} s");
        }
        catch (Exception thrown)
        {
            return new($"throws nothing ({thrown.GetType().Name} at {Place(thrown)})", $"{thrown}");
        }
    }

    /// <summary>The product's innermost method on the way of an exception: two of one kind from one place are one finding.</summary>
    private static string Place(Exception thrown) =>
        (thrown.StackTrace ?? "").Split('\n').Select(static line => line.Trim()).FirstOrDefault(static line => line.StartsWith("at Holdfast.", StringComparison.Ordinal))?
            .Split('(')[0] ?? "?";
}

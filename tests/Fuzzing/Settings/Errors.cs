using Holdfast.Fuzzing.Running;
using Holdfast.Routing.Tiers;

namespace Holdfast.Fuzzing.Settings;

/// <summary>What holds of every error of a configuration.</summary>
internal static class Errors
{
    /// <summary>Longer than any message that a person reads.</summary>
    private const int Longest = 4000;

    /// <param name="errors">The errors.</param>
    /// <param name="hidden">Whether the secret must not be shown.</param>
    public static void Check(IEnumerable<RoutingError> errors, bool hidden = true)
    {
        foreach (var error in errors)
        {
            Finding.Unless(error is { Path.Length: > 0, Problem.Length: > 0, Mend.Length: > 0 }, "each error has a path, a problem and a mend", $"{error}");
            Finding.Unless(!hidden || !error.ToString().Contains(SettingsFacts.Secret, StringComparison.Ordinal), "errors do not show secrets", $"{error}");
            Finding.Unless(!error.ToString().Any(char.IsControl), "errors are one line", Shown.Of(System.Text.Encoding.UTF8.GetBytes(error.ToString())));
            Finding.Unless(error.ToString().Length <= Longest, "errors are short", $"{error.ToString().Length} characters");
        }
    }
}

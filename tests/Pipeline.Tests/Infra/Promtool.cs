using System.Diagnostics;
using Holdfast.Tests.Support;

namespace Holdfast.Pipeline.Tests.Infra;

/// <summary>Prometheus' own checker.</summary>
internal static class Promtool
{
    /// <summary>Runs it and demands that it is satisfied; skips the test when it is not installed.</summary>
    public static async Task CheckAsync(params string[] arguments)
    {
        using var promtool = Process.Start(new ProcessStartInfo(Partner.Require("promtool"), arguments)
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var output = promtool.StandardOutput.ReadToEndAsync();
        var error = promtool.StandardError.ReadToEndAsync();
        await promtool.WaitForExitAsync();
        Assert.True(promtool.ExitCode == 0, $"promtool {string.Join(' ', arguments)}\n{await output}{await error}");
    }
}

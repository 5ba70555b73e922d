using System.Diagnostics;
using System.Text.Json;
using Holdfast.Tests.Support;

namespace Holdfast.Standalone.Tests.Live;

/// <summary>Runs a script of <c>tests/Standalone.Tests/Clients</c>, which writes through an unmodified client from npm.</summary>
internal static class NodeClient
{
    private const string Folder = "tests/Standalone.Tests/Clients";

    /// <summary>How long a script may take: it writes some hundred points.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <summary>Runs one scenario of a script; skips the test where Node.js or the packages are missing.</summary>
    /// <param name="script">The script's file.</param>
    /// <param name="input">Its argument.</param>
    public static async Task<NodeOutcome> RunAsync(string script, object input)
    {
        var node = Partner.Require("node");
        var folder = Find();
        Partner.RequireThat(folder is not null, $"the packages are not installed: run 'npm ci' in {Folder}");
        using var process = Process.Start(new ProcessStartInfo(node, [script, JsonSerializer.Serialize(input)])
        {
            WorkingDirectory = folder,
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        using var limit = new CancellationTokenSource(Patience);
        try
        {
            var complaints = process.StandardError.ReadToEndAsync(limit.Token);
            var output = await process.StandardOutput.ReadToEndAsync(limit.Token);
            await process.WaitForExitAsync(limit.Token);
            Assert.True(process.ExitCode == 0, $"{script}: {await complaints}");
            return NodeOutcome.Parse(output);
        }
        finally
        {
            process.Kill();
        }
    }

    /// <summary>The folder of the scripts in the repository that this assembly was built in; null when its packages are not installed.</summary>
    private static string? Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var scripts = Path.Combine(folder.FullName, Folder);
            if (File.Exists(Path.Combine(scripts, "package.json")))
                return Directory.Exists(Path.Combine(scripts, "node_modules")) ? scripts : null;
        }

        return null;
    }
}

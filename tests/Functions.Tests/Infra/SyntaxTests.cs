using System.Diagnostics;
using Holdfast.Tests.Design;
using Holdfast.Tests.Support;

namespace Holdfast.Functions.Tests.Infra;

/// <summary>
/// The grammar of Bicep by tree-sitter, which our own reader is too generous to stand for. It needs Node.js and the packages of
/// <c>Infra/Syntax</c>, and is skipped where they are missing.
/// </summary>
public sealed class SyntaxTests
{
    private const string Folder = "tests/Functions.Tests/Infra/Syntax";

    /// <summary>How long the parser may take for files of some hundred lines.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [SkippableFact]
    public async Task Grammar_Templates_Holds()
    {
        var files = Directory.GetFiles(InfraFolder.Path, "*.bicep", SearchOption.AllDirectories);

        Assert.Equal((0, ""), await CheckAsync(files));
    }

    [SkippableFact]
    public async Task Grammar_BracketMissing_IsTold()
    {
        var folder = Directory.CreateTempSubdirectory("holdfast-");
        try
        {
            var file = Path.Combine(folder.FullName, "bad.bicep");
            await File.WriteAllTextAsync(file, "param a string\nvar b = [\n  a\nvar c = b\n");

            var (code, output) = await CheckAsync(file);

            Assert.Equal(1, code);
            Assert.Contains(file, output, StringComparison.Ordinal);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static async Task<(int ExitCode, string Output)> CheckAsync(params string[] files)
    {
        var node = Partner.Require("node");
        var folder = Path.Combine(Repository.Root, Folder);
        Partner.RequireThat(Directory.Exists(Path.Combine(folder, "node_modules")), $"the grammar is not installed: run 'npm ci' in {Folder}");
        using var process = Process.Start(new ProcessStartInfo(node, ["check.mjs", .. files])
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
            return (process.ExitCode, output.Trim() + await complaints);
        }
        finally
        {
            process.Kill();
        }
    }
}

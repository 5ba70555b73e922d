using System.Diagnostics;
using System.Net.Sockets;
using Holdfast.Functions.Hosting;
using Holdfast.Functions.Tests.Support;
using Holdfast.Tests.Design;
using Holdfast.Tests.Support;

namespace Holdfast.Functions.Tests.Live;

/// <summary>The storage that a newcomer runs the host on: the sample's own connection reaches Azurite, and blobs, leases, queues and tables work there.</summary>
public sealed class AzuriteLiveTests
{
    /// <summary>Those of the sample's <c>UseDevelopmentStorage=true</c>: blobs, queues, tables.</summary>
    private static readonly int[] Ports = [10000, 10001, 10002];

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [SkippableFact]
    public async Task Sample_Connection_ReachesAzurite()
    {
        var node = Partner.Require("node");
        var folder = Path.Combine(Repository.Root, "tests", "Functions.Tests", "Clients");
        Partner.RequireThat(Directory.Exists(Path.Combine(folder, "node_modules")), "the packages are not installed: run 'npm ci' in tests/Functions.Tests/Clients");
        var data = Directory.CreateTempSubdirectory("holdfast-azurite-");
        using var limit = new CancellationTokenSource(Patience);
        using var azurite = Start(node, folder, Path.Combine("node_modules", "azurite", "dist", "src", "azurite.js"), "--silent", "--location", data.FullName, "--skipApiVersionCheck", "--disableTelemetry");
        try
        {
            foreach (var port in Ports)
                await ListensAsync(port, azurite, limit.Token);
            using var client = Start(node, folder, "azurite.mjs", RepositoryFiles.Sample[HostNames.Storage]);
            var complaints = client.StandardError.ReadToEndAsync(limit.Token);
            var said = await client.StandardOutput.ReadToEndAsync(limit.Token);
            await client.WaitForExitAsync(limit.Token);
            Assert.True(client.ExitCode == 0, await complaints);
            Assert.Equal("blob hello leased\nqueue work\ntable 1\n", said.ReplaceLineEndings("\n"));
        }
        finally
        {
            azurite.Kill();
            await azurite.WaitForExitAsync(CancellationToken.None);
            data.Delete(recursive: true);
        }
    }

    private static Process Start(string node, string folder, params string[] arguments) => Process.Start(new ProcessStartInfo(node, arguments)
    {
        WorkingDirectory = folder,
        UseShellExecute = false,
        RedirectStandardOutput = true,
        RedirectStandardError = true,
    })!;

    private static async Task ListensAsync(int port, Process azurite, CancellationToken limit)
    {
        while (true)
        {
            Assert.False(azurite.HasExited, "Azurite has ended; is another one running on its ports?");
            try
            {
                using var client = new TcpClient();
                await client.ConnectAsync("127.0.0.1", port, limit);
                return;
            }
            catch (SocketException)
            {
                await Task.Delay(50, limit);
            }
        }
    }
}

using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace Holdfast.Standalone.Tests.Support;

/// <summary>
/// A real InfluxDB 1 of the machine with folders and ports of its own. It can be killed, stopped and continued by signals; only the process
/// that this object started is ever touched.
/// </summary>
internal sealed class InfluxProcess : IAsyncDisposable
{
    private readonly EmbeddedFolder _folder = new();
    private readonly string _configuration;
    private Process? _process;

    private InfluxProcess(int port, int rpcPort)
    {
        Url = new Uri($"http://127.0.0.1:{port}");
        _configuration = Path.Combine(_folder.Path, "influxdb.conf");
        File.WriteAllText(_configuration, $"""
            reporting-enabled = false
            bind-address = "127.0.0.1:{rpcPort}"
            [meta]
              dir = "{_folder.Path}/meta"
            [data]
              dir = "{_folder.Path}/data"
              wal-dir = "{_folder.Path}/wal"
              index-version = "tsi1"
              wal-fsync-delay = "0s"
              query-log-enabled = false
            [monitor]
              store-enabled = false
            [http]
              bind-address = "127.0.0.1:{port}"
              log-enabled = false
            [continuous_queries]
              enabled = false
            [logging]
              level = "warn"
            """);
    }

    /// <summary>Where the program is, or null when this machine does not have it.</summary>
    public static string? Program { get; } = (Environment.GetEnvironmentVariable("PATH") ?? "")
        .Split(Path.PathSeparator)
        .Select(folder => Path.Combine(folder, "influxd"))
        .FirstOrDefault(File.Exists);

    /// <summary>Whether a missing program is a failure and not a reason to skip: the build machine must have it.</summary>
    public static bool IsRequired => string.Equals(Environment.GetEnvironmentVariable("CI"), "true", StringComparison.OrdinalIgnoreCase);

    public Uri Url { get; }

    /// <summary>Skips the test when the program is not installed, or fails it on the build machine.</summary>
    public static void SkipUnlessInstalled()
    {
        if (Program is not null) return;
        Assert.False(IsRequired, "influxd is required on the build machine and is not installed.");
        Skip.If(true, "influxd is not installed.");
    }

    /// <summary>Starts one and waits until it answers.</summary>
    public static async Task<InfluxProcess> StartAsync()
    {
        var influx = new InfluxProcess(FreePort(), FreePort());
        await influx.RestartAsync();
        return influx;
    }

    /// <summary>Starts the process on the same folders and port; it must not be running.</summary>
    public async Task RestartAsync()
    {
        var start = new ProcessStartInfo(Program!, ["run", "-config", _configuration])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        var process = Process.Start(start)!;
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        _process = process;
        using var client = new HttpClient { BaseAddress = Url };
        while (true)
        {
            Assert.False(process.HasExited, "influxd ended at its start.");
            try
            {
                using var answer = await client.GetAsync("/ping");
                if (answer.IsSuccessStatusCode) return;
            }
            catch (HttpRequestException)
            {
                // Not listening yet: ask again when the machine has had time for others.
                await Task.Delay(10);
            }
        }
    }

    /// <summary>SIGKILL.</summary>
    public void Kill()
    {
        _process!.Kill();
        _process.WaitForExit();
    }

    /// <summary>SIGSTOP: it accepts connections and answers nothing.</summary>
    public void Hang() => Signal("-STOP");

    /// <summary>SIGCONT: it goes on, and carries out what it was sent meanwhile.</summary>
    public void Continue() => Signal("-CONT");

    public ValueTask DisposeAsync()
    {
        if (_process is not null)
        {
            if (!_process.HasExited) Kill();
            _process.Dispose();
        }

        _folder.Dispose();
        return ValueTask.CompletedTask;
    }

    private static int FreePort()
    {
        using var socket = new TcpListener(IPAddress.Loopback, 0);
        socket.Start();
        return ((IPEndPoint)socket.LocalEndpoint).Port;
    }

    private void Signal(string signal)
    {
        using var kill = Process.Start("/bin/kill", [signal, _process!.Id.ToString()]);
        kill.WaitForExit();
        Assert.Equal(0, kill.ExitCode);
    }
}

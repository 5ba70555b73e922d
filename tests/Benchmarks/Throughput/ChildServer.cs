using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace Holdfast.Benchmarks.Throughput;

/// <summary>A server in a process of its own, so that its CPU time can be told from everybody else's. Killed when disposed of.</summary>
internal sealed class ChildServer : IDisposable
{
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(60);

    private readonly Process _process;
    private readonly Lock _lock = new();
    private string _lastWords = "";

    private ChildServer(Process process, Uri url)
    {
        _process = process;
        Url = url;
        process.OutputDataReceived += (_, said) => Hear(said.Data);
        process.ErrorDataReceived += (_, said) => Hear(said.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    public Uri Url { get; }

    /// <summary>User and system time so far, of all its threads.</summary>
    public TimeSpan Cpu
    {
        get
        {
            _process.Refresh();
            return _process.TotalProcessorTime;
        }
    }

    /// <summary>A loopback address with a port that is free now.</summary>
    public static Uri FreeAddress()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return new($"http://{listener.LocalEndpoint}");
    }

    /// <summary>Starts one of the assemblies beside this one under the same runtime.</summary>
    public static Task<ChildServer> StartAssemblyAsync(string assembly, Uri url, string ready, string folder, params string[] arguments) =>
        StartAsync(
            Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet", url, ready, folder,
            [Path.Combine(AppContext.BaseDirectory, assembly), .. arguments]);

    /// <summary>Starts a program and waits until it answers.</summary>
    /// <param name="program">What to start.</param>
    /// <param name="url">Where it listens, as its arguments tell it.</param>
    /// <param name="ready">The path that answers 2xx as soon as it can be used.</param>
    /// <param name="folder">Its working folder.</param>
    /// <param name="arguments">Its arguments.</param>
    public static async Task<ChildServer> StartAsync(string program, Uri url, string ready, string folder, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            UseShellExecute = false,
            RedirectStandardError = true,
            RedirectStandardOutput = true,
            WorkingDirectory = folder,
        };
        var server = new ChildServer(Process.Start(start)!, url);
        using var http = new HttpClient { Timeout = TimeSpan.FromSeconds(1) };
        for (var since = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(since) < StartLimit; await Task.Delay(50))
        {
            if (server._process.HasExited)
                break;
            if (await IsReadyAsync(http, new(url, ready)))
                return server;
        }

        using (server)
            throw new InvalidOperationException($"{program} {string.Join(' ', arguments)} does not answer at {url}: {server._lastWords}");
    }

    public void Dispose()
    {
        if (!_process.HasExited)
            _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
    }

    private static async Task<bool> IsReadyAsync(HttpClient http, Uri url)
    {
        try
        {
            using var answer = await http.GetAsync(url);
            return answer.IsSuccessStatusCode;
        }
        catch (Exception notYet) when (notYet is HttpRequestException or OperationCanceledException)
        {
            return false;
        }
    }

    private void Hear(string? line)
    {
        lock (_lock)
            _lastWords = string.IsNullOrWhiteSpace(line) ? _lastWords : line;
    }
}

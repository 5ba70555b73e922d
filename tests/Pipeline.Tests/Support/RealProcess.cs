using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace Holdfast.Pipeline.Tests.Support;

/// <summary>A real store as a child process of the test, with a folder of its own; nothing of it outlives the test.</summary>
internal abstract class RealProcess : IAsyncDisposable
{
    private const int Stop = 19;
    private const int Continue = 18;

    /// <summary>How long a store may take to come up before the test gives up on it: far beyond the half second seen.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly Queue<string> _output = new();
    private Process? _process;

    protected RealProcess() => Directory.CreateDirectory(Folder);

    public int Port { get; } = FreePort();

    public string Url => $"http://127.0.0.1:{Port}";

    protected string Folder { get; } = Path.Combine(Path.GetTempPath(), $"holdfast-{Guid.NewGuid():N}");

    /// <summary>Where a program stands on the path; null when it is not installed.</summary>
    public static string? Find(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
            .Select(folder => Path.Combine(folder, program)).FirstOrDefault(File.Exists);

    /// <summary>Skips the test without the program; with <c>CI=true</c>, where it must be there, the test fails instead.</summary>
    public static string Require(string program)
    {
        var path = Find(program);
        if (string.Equals(Environment.GetEnvironmentVariable("CI"), "true", StringComparison.OrdinalIgnoreCase))
            Assert.True(path is not null, $"{program} is not installed, and CI accepts no skip");
        Skip.If(path is null, $"{program} is not installed");
        return path!;
    }

    /// <summary>A port that nobody uses at this moment.</summary>
    public static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    /// <summary>Stops it as it stands (SIGSTOP): the kernel still accepts connections, nobody answers.</summary>
    public void Hang() => Signal(Stop);

    public void GoOn() => Signal(Continue);

    /// <summary>SIGKILL.</summary>
    public async Task KillAsync()
    {
        if (_process is null)
            return;
        _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
        _process = null;
    }

    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        Directory.Delete(Folder, recursive: true);
    }

    /// <summary>Starts it, again after a kill, with what it kept, and waits until it answers.</summary>
    protected async Task StartAsync(string program, IEnumerable<string> arguments, string readyPath)
    {
        _process = Process.Start(new ProcessStartInfo(program, arguments) { UseShellExecute = false, RedirectStandardError = true, RedirectStandardOutput = true })!;
        _process.OutputDataReceived += Note;
        _process.ErrorDataReceived += Note;
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
        using var client = new HttpClient();
        using var limit = new CancellationTokenSource(Patience);
        while (!await AnswersAsync(client, new Uri(Url + readyPath), limit.Token))
        {
            Assert.False(_process.HasExited, $"{program} ended: {Output()}");
            await Task.Delay(TimeSpan.FromMilliseconds(20), limit.Token);
        }
    }

    private static async Task<bool> AnswersAsync(HttpClient client, Uri address, CancellationToken ct)
    {
        try
        {
            using var response = await client.GetAsync(address, ct);
            return response.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    [DllImport("libc", EntryPoint = "kill", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    private static extern int SendSignal(int process, int signal);

    private void Signal(int signal) =>
        Assert.True(SendSignal(_process!.Id, signal) == 0, string.Create(CultureInfo.InvariantCulture, $"signal {signal} was refused"));

    private void Note(object sender, DataReceivedEventArgs line)
    {
        lock (_output)
        {
            _output.Enqueue(line.Data ?? "");
            if (_output.Count > 20)
                _output.Dequeue();
        }
    }

    private string Output()
    {
        lock (_output)
            return string.Join('\n', _output);
    }
}

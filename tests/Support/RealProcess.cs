using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Holdfast.Tests.Support;

/// <summary>
/// A real store as a child process, with a folder and a port of its own; nothing of it outlives its owner. Only the process that this object
/// started is ever touched.
/// </summary>
internal abstract class RealProcess : IAsyncDisposable
{
    private const int Stop = 19;
    private const int Continue = 18;

    /// <summary>How long a store may take to come up before the test gives up on it: far beyond the half second seen.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly Queue<string> _output = new();
    private readonly ReservedPort _port = ReservedPort.Take();
    private readonly ProcessPlace _place;
    private Process? _process;

    /// <summary>
    /// Whether stores are started in a session of their own, so that an interrupt at the terminal does not end them: for a program that still
    /// needs them then, and ends them itself.
    /// </summary>
    public static bool InOwnSession { get; set; }

    /// <param name="place">Where it runs; null for this machine.</param>
    protected RealProcess(ProcessPlace? place = null)
    {
        _place = place ?? ProcessPlace.Here;
        Directory.CreateDirectory(Folder);
    }

    public int Port => _port.Number;

    public string Url => $"http://{_place.Host}:{Port}";

    protected string Folder { get; } = Path.Combine(Path.GetTempPath(), $"holdfast-{Guid.NewGuid():N}");

    /// <summary>Stops it as it stands (SIGSTOP): the kernel still accepts connections, nobody answers.</summary>
    public void Hang()
    {
        Signal(Stop);

        // The signal is only sent: a thread of the store may still answer until it has arrived there.
        if (!SpinWait.SpinUntil(IsStopped, Patience))
            throw new InvalidOperationException("the store did not stop");
    }

    /// <summary>SIGCONT: it goes on, and carries out what it was sent meanwhile.</summary>
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

    public virtual async ValueTask DisposeAsync()
    {
        await KillAsync();
        _port.Dispose();
        Directory.Delete(Folder, recursive: true);
    }

    /// <summary>Starts it, again after a kill, with what it kept, and waits until it answers over HTTP.</summary>
    protected async Task StartAsync(string program, IEnumerable<string> arguments, string readyPath)
    {
        using var client = new HttpClient();
        await StartAsync(program, arguments, ct => AnswersAsync(client, new Uri(Url + readyPath), ct));
    }

    /// <summary>Starts it, again after a kill, with what it kept, and waits until it is ready.</summary>
    protected async Task StartAsync(string program, IEnumerable<string> arguments, Func<CancellationToken, Task<bool>> isReady)
    {
        string[] session = InOwnSession ? ["setsid"] : [];
        string[] command = [.. session, .. _place.Launcher, program, .. arguments];
        _process = Process.Start(new ProcessStartInfo(command[0], command[1..]) { UseShellExecute = false, RedirectStandardError = true, RedirectStandardOutput = true })!;
        _process.OutputDataReceived += Note;
        _process.ErrorDataReceived += Note;
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
        using var limit = new CancellationTokenSource(Patience);
        try
        {
            while (!await isReady(limit.Token))
            {
                if (_process.HasExited)
                    throw new InvalidOperationException($"{program} ended: {Output()}");
                await Task.Delay(TimeSpan.FromMilliseconds(20), limit.Token);
            }
        }
        catch (OperationCanceledException late)
        {
            await KillAsync();
            throw new TimeoutException($"{program} is not ready after {Patience}: {Output()}", late);
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

    private void Signal(int signal)
    {
        if (SendSignal(_process!.Id, signal) != 0)
            throw new InvalidOperationException($"signal {signal} was refused");
    }

    private bool IsStopped() => Directory.EnumerateDirectories($"/proc/{_process!.Id}/task").All(static thread => StateOf(thread) is 'T' or null);

    /// <summary>The state of a thread; it stands behind the program's name, which is in brackets. Null for one that has ended meanwhile.</summary>
    private static char? StateOf(string thread)
    {
        try
        {
            var stat = File.ReadAllText($"{thread}/stat");
            return stat[stat.LastIndexOf(')') + 2];
        }
        catch (IOException)
        {
            return null;
        }
    }

    private void Note(object sender, DataReceivedEventArgs line)
    {
        lock (_output)
        {
            if (line.Data is { Length: > 0 } text)
                _output.Enqueue(text);
            if (_output.Count > 20)
                _output.Dequeue();
        }
    }

    /// <summary>The last lines that it wrote.</summary>
    protected string Output()
    {
        lock (_output)
            return string.Join('\n', _output);
    }
}

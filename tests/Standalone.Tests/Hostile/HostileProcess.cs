using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text;
using Holdfast.Tests.Contract;

namespace Holdfast.Standalone.Tests.Hostile;

/// <summary>
/// A Standalone as a process of its own, whose memory and handles are nobody else's, before two embedded stores in this process. What it
/// says on its console is kept.
/// </summary>
internal sealed class HostileProcess : IAsyncDisposable
{
    public const long MiB = 1024 * 1024;

    private readonly StringBuilder _said = new();
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("holdfast-hostile-");
    private readonly List<Standalone.Embedded.EmbeddedStoreServer> _stores;
    private Process _process = null!;

    private HostileProcess(List<Standalone.Embedded.EmbeddedStoreServer> stores) => _stores = stores;

    public Uri Address { get; private set; } = null!;

    public HttpClient Http { get; private set; } = null!;

    public int Id => _process.Id;

    /// <summary>The memory that it holds, in bytes.</summary>
    public long Memory => Status("VmRSS:") * 1024;

    /// <summary>The most memory that it ever held, in bytes.</summary>
    public long MostMemory => Status("VmHWM:") * 1024;

    /// <summary>The files and sockets that it holds open.</summary>
    public int Handles => Directory.GetFileSystemEntries($"/proc/{_process.Id}/fd").Length;

    /// <summary>Everything that it said so far.</summary>
    public string Said
    {
        get
        {
            lock (_said)
                return _said.ToString();
        }
    }

    public static async Task<HostileProcess> StartAsync(params string[] more)
    {
        var stores = new List<Standalone.Embedded.EmbeddedStoreServer>();
        for (var index = 0; index < 2; index++)
            stores.Add((await Standalone.Embedded.EmbeddedStoreServer.StartAsync(new(), new Uri("http://127.0.0.1:0"), TimeProvider.System)).Value!);
        var process = new HostileProcess(stores);
        var listens = more.Any(static setting => setting.StartsWith("--urls=", StringComparison.Ordinal));
        await process.StartAsync([.. listens ? Array.Empty<string>() : ["--urls=http://127.0.0.1:0"], .. process.Configuration(), .. more]);
        return process;
    }

    public async Task<HttpStatusCode> WriteAsync(string lines)
    {
        using var answer = await Http.PostAsync(new Uri(Address, $"/api/v2/write?bucket={TestNode.Bucket}"), new StringContent(lines));
        return answer.StatusCode;
    }

    /// <summary>Both stores are gone from here on.</summary>
    public async Task StopStoresAsync()
    {
        foreach (var store in _stores)
            await store.DisposeAsync();
        _stores.Clear();
    }

    public async ValueTask DisposeAsync()
    {
        Http?.Dispose();
        if (!_process.HasExited)
            _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
        await StopStoresAsync();
        _folder.Delete(recursive: true);
    }

    private async Task StartAsync(IEnumerable<string> arguments)
    {
        const string ready = "Holdfast takes writes at ";
        var listening = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        _process = new() { StartInfo = new("dotnet", [Path.Combine(AppContext.BaseDirectory, "holdfast.dll"), .. arguments]) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true } };
        _process.OutputDataReceived += Note;
        _process.ErrorDataReceived += Note;
        _process.Start();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
        Address = new((await listening.Task.WaitAsync(RawConnection.Patience)).Split(", ")[0].Replace("0.0.0.0", "127.0.0.1", StringComparison.Ordinal));
        Http = new();

        void Note(object sender, DataReceivedEventArgs line)
        {
            lock (_said)
                _said.Append(line.Data).Append('\n');
            if (line.Data?.StartsWith(ready, StringComparison.Ordinal) == true)
                listening.TrySetResult(line.Data[ready.Length..]);
        }
    }

    private long Status(string key) => long.Parse(
        File.ReadLines($"/proc/{_process.Id}/status").First(line => line.StartsWith(key, StringComparison.Ordinal)).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)[1],
        CultureInfo.InvariantCulture);

    private IEnumerable<string> Configuration()
    {
        yield return $"--Holdfast:Data:Path={_folder.FullName}";
        yield return $"--Holdfast:Tiers:hot:Bucket={TestNode.Bucket}";
        yield return "--Holdfast:Tiers:hot:Retention=7d";
        yield return "--Holdfast:Delivery:Timeout=00:00:30";
        yield return "--Holdfast:Delivery:TryTimeout=00:00:08";
        for (var index = 0; index < _stores.Count; index++)
        {
            var name = index == 0 ? "primary" : "replica";
            yield return $"--Holdfast:Stores:{name}:Url={_stores[index].Url}";
            yield return $"--Holdfast:Tiers:hot:Targets:{index}:Store={name}";
            yield return $"--Holdfast:Tiers:hot:Targets:{index}:Bucket={TestNode.Bucket}";
        }
    }
}

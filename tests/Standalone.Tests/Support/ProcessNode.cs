using System.Diagnostics;
using System.Text;
using System.Text.Json.Nodes;
using Holdfast.Tests.Support;

namespace Holdfast.Standalone.Tests.Support;

/// <summary>Holdfast as a process of its own, with its two embedded stores inside, so that it can be killed.</summary>
internal sealed class ProcessNode : IAsyncDisposable
{
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(60);

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("holdfast-process-");
    private readonly ReservedPort[] _ports = [ReservedPort.Take(), ReservedPort.Take()];
    private Process? _process;

    public Uri Primary => new($"http://127.0.0.1:{_ports[0].Number}");

    public Uri Replica => new($"http://127.0.0.1:{_ports[1].Number}");

    /// <summary>The data folder.</summary>
    public string Folder => _folder.FullName;

    public Uri Url { get; private set; } = new("http://127.0.0.1");

    public HttpClient Http { get; } = new(new SocketsHttpHandler { PooledConnectionIdleTimeout = TimeSpan.FromSeconds(5) }) { Timeout = TimeSpan.FromSeconds(40) };

    public async Task StartAsync()
    {
        var start = new ProcessStartInfo("dotnet") { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true };
        start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, "holdfast.dll"));
        foreach (var argument in Arguments())
            start.ArgumentList.Add(argument);
        _process = Process.Start(start)!;
        var errors = _process.StandardError.ReadToEndAsync();
        using var limit = new CancellationTokenSource(StartLimit);
        while (await _process.StandardOutput.ReadLineAsync(limit.Token) is { } line)
        {
            const string ready = "Holdfast takes writes at ";
            if (!line.StartsWith(ready, StringComparison.Ordinal))
                continue;
            Url = new Uri(line[ready.Length..]);
            _ = _process.StandardOutput.ReadToEndAsync(CancellationToken.None);
            return;
        }

        Assert.Fail($"Holdfast did not start: {await errors}");
    }

    /// <summary>SIGKILL: nothing is flushed, nothing is said.</summary>
    public async Task KillAsync()
    {
        _process!.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
        _process = null;
    }

    /// <summary>SIGTERM, as a service manager stops it.</summary>
    public async Task<int> TerminateAsync()
    {
        using (var kill = Process.Start("kill", ["-TERM", _process!.Id.ToString()]))
            await kill.WaitForExitAsync();
        using var limit = new CancellationTokenSource(StartLimit);
        await _process.WaitForExitAsync(limit.Token);
        return _process.ExitCode;
    }

    /// <summary>Writes one line; true when it was acknowledged, false when the process was not there to do so.</summary>
    public async Task<bool> WriteAsync(string line)
    {
        try
        {
            using var answer = await Http.PostAsync(new Uri(Url, "/api/v2/write?bucket=telemetry_hot"), new ByteArrayContent(Encoding.UTF8.GetBytes(line)));
            return answer.IsSuccessStatusCode;
        }
        catch (Exception killed) when (killed is HttpRequestException or OperationCanceledException)
        {
            return false;
        }
    }

    public async Task<long> OwedAsync()
    {
        var stores = JsonNode.Parse(await Http.GetStringAsync(new Uri(Url, "/ops/stores")))!;
        return stores["stores"]!.AsArray().Sum(static store => store!["owed"]!["batches"]!.GetValue<long>());
    }

    public async ValueTask DisposeAsync()
    {
        if (_process is { HasExited: false })
            await KillAsync();
        Http.Dispose();
        Array.ForEach(_ports, static port => port.Dispose());
        _folder.Delete(recursive: true);
    }

    private IEnumerable<string> Arguments()
    {
        yield return "--urls";
        yield return "http://127.0.0.1:0";
        yield return $"--Holdfast:Data:Path={_folder.FullName}";
        yield return "--Holdfast:Data:SegmentBytes=65536";
        yield return "--Holdfast:Breaker:Isolation=00:00:01";
        yield return "--Holdfast:Breaker:IsolationExtension=00:00:01";
        yield return "--Holdfast:Delivery:Timeout=00:00:30";
        yield return "--Holdfast:Delivery:TryTimeout=00:00:08";
        yield return "--Holdfast:Breaker:Evaluation=00:00:01";
        yield return "--Holdfast:Breaker:MinimumProbes=1";
        yield return "--Holdfast:Tiers:hot:Bucket=telemetry_hot";
        yield return "--Holdfast:Tiers:hot:Retention=7d";
        for (var index = 0; index < _ports.Length; index++)
        {
            var name = index == 0 ? "primary" : "replica";
            yield return $"--Holdfast:Stores:{name}:Url=http://127.0.0.1:{_ports[index].Number}";
            yield return $"--Holdfast:Stores:{name}:Embedded=true";
            yield return $"--Holdfast:Tiers:hot:Targets:{index}:Store={name}";
            yield return $"--Holdfast:Tiers:hot:Targets:{index}:Bucket=telemetry_hot";
        }
    }
}

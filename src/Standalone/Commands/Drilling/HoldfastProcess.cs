using System.Diagnostics;

namespace Holdfast.Standalone.Commands.Drilling;

/// <summary>Holdfast as a process of its own, started from the same files as this one, so that it can be killed for real.</summary>
internal sealed class HoldfastProcess : IAsyncDisposable
{
    private const string Ready = "Holdfast takes writes at ";

    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(60);

    private readonly Process _process;
    private readonly Task _draining;

    private HoldfastProcess(Process process, Uri url, Task draining)
    {
        _process = process;
        Url = url;
        _draining = draining;
    }

    /// <summary>Where it takes writes.</summary>
    public Uri Url { get; }

    /// <summary>The most memory that it has taken until now, in bytes; 0 when the system does not tell.</summary>
    public long PeakMemory
    {
        get
        {
            if (_process.HasExited)
                return 0;
            _process.Refresh();
            return _process.PeakWorkingSet64;
        }
    }

    /// <summary>Starts <c>serve</c> on a free port and waits until it takes writes.</summary>
    /// <param name="arguments">What follows <c>serve</c>.</param>
    /// <param name="own">Whether configuration in the environment is kept from it.</param>
    /// <param name="cancellation">Gives the start up.</param>
    /// <returns>The process, or what it said before it ended.</returns>
    public static async Task<(HoldfastProcess? Process, string? Error)> StartAsync(IEnumerable<string> arguments, bool own, CancellationToken cancellation)
    {
        var process = Process.Start(StartInfo([ServeCommand.Name, "--urls", "http://127.0.0.1:0", "--Logging:LogLevel:Default=None", .. arguments], own));
        if (process is null)
            return (null, "Holdfast could not be started");
        var errors = process.StandardError.ReadToEndAsync(CancellationToken.None);
        using var limit = new CancellationTokenSource(StartLimit);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellation);
        try
        {
            while (await process.StandardOutput.ReadLineAsync(either.Token) is { } line)
            {
                if (!line.StartsWith(Ready, StringComparison.Ordinal))
                    continue;
                var draining = Task.WhenAll(errors, process.StandardOutput.ReadToEndAsync(CancellationToken.None));
                return (new(process, new Uri(line[Ready.Length..].Split(',')[0]), draining), null);
            }
        }
        catch (OperationCanceledException)
        {
            process.Kill();
            await process.WaitForExitAsync(CancellationToken.None);
            process.Dispose();
            cancellation.ThrowIfCancellationRequested();
            return (null, $"Holdfast did not take writes within {StartLimit}");
        }

        var said = await errors;
        process.Dispose();
        return (null, $"Holdfast did not start: {said.Trim()}");
    }

    /// <summary>SIGKILL: nothing is flushed, nothing is said.</summary>
    public async Task KillAsync()
    {
        if (!_process.HasExited)
            _process.Kill();
        await _process.WaitForExitAsync();
        await _draining;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        _process.Dispose();
    }

    private static ProcessStartInfo StartInfo(IEnumerable<string> arguments, bool own)
    {
        var assembly = typeof(HoldfastProcess).Assembly.Location;
        var host = Environment.ProcessPath ?? "dotnet";
        var isHost = string.Equals(Path.GetFileNameWithoutExtension(host), "dotnet", StringComparison.OrdinalIgnoreCase);
        var isOurs = assembly.Length == 0 || string.Equals(Path.GetFileNameWithoutExtension(host), Path.GetFileNameWithoutExtension(assembly), StringComparison.OrdinalIgnoreCase);
        var start = new ProcessStartInfo(isHost || isOurs ? host : "dotnet") { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true };
        if (!isOurs)
            start.ArgumentList.Add(assembly);
        foreach (var argument in arguments)
            start.ArgumentList.Add(argument);
        if (own)
        {
            start.WorkingDirectory = Path.GetTempPath();
            foreach (var name in start.Environment.Keys.Where(static name => name.StartsWith("Holdfast__", StringComparison.OrdinalIgnoreCase)).ToList())
                start.Environment.Remove(name);
        }

        return start;
    }
}

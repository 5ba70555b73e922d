using System.Diagnostics;
using Holdfast.Soak.Traffic;
using Holdfast.Standalone.Commands;
using Holdfast.Tests.Support;

namespace Holdfast.Soak.Watching;

/// <summary>Holdfast as a process of its own, from the files built beside this program, always at the same address. For one caller at a time.</summary>
/// <param name="arguments">What it is started with.</param>
/// <param name="log">Where its output is counted.</param>
internal sealed class SoakHoldfast(IReadOnlyList<string> arguments, LogTally log) : IAsyncDisposable
{
    private const string Ready = "Holdfast takes writes at ";

    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(60);

    private readonly ReservedPort _port = ReservedPort.Take();
    private Process? _process;

    /// <summary>Where it takes writes.</summary>
    public Uri Url => new($"http://127.0.0.1:{_port.Number}");

    /// <summary>The id of the process; null while there is none.</summary>
    public int? Id { get; private set; }

    /// <summary>Starts it and waits until it takes writes.</summary>
    /// <param name="more">Further arguments.</param>
    /// <returns>How long that took.</returns>
    public async Task<TimeSpan> StartAsync(params IEnumerable<string> more)
    {
        var began = Stopwatch.GetTimestamp();

        // In a session of its own: an interrupt at the terminal is for the soak, which then still needs it.
        var start = new ProcessStartInfo("setsid") { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = Path.GetTempPath() };
        foreach (var argument in (string[])["dotnet", typeof(ExitCodes).Assembly.Location, "serve", "--urls", Url.ToString().TrimEnd('/'), .. arguments, .. more])
            start.ArgumentList.Add(argument);
        foreach (var name in start.Environment.Keys.Where(static name => name.StartsWith("Holdfast__", StringComparison.OrdinalIgnoreCase)).ToList())
            start.Environment.Remove(name);
        _process = Process.Start(start)!;
        var ready = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _process.OutputDataReceived += (_, line) =>
        {
            if (line.Data is null)
                ready.TrySetException(new InvalidOperationException($"Holdfast ended before it took writes: {string.Join('\n', log.Examples)}"));
            else if (line.Data.StartsWith(Ready, StringComparison.Ordinal))
                ready.TrySetResult();
            else
                log.Note(line.Data);
        };
        _process.ErrorDataReceived += (_, line) =>
        {
            if (!string.IsNullOrEmpty(line.Data))
                log.NoteError(line.Data);
        };
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
        await ready.Task.WaitAsync(StartLimit);
        Id = _process.Id;
        return Stopwatch.GetElapsedTime(began);
    }

    /// <summary>SIGKILL: nothing is flushed, nothing is said.</summary>
    public async Task KillAsync()
    {
        if (_process is not { } process)
            return;
        Id = null;
        _process = null;
        if (!process.HasExited)
            process.Kill();
        await process.WaitForExitAsync();
        process.Dispose();
    }

    /// <summary>Kills it and has it back on the same data.</summary>
    /// <param name="life">Told of both.</param>
    /// <param name="more">Further arguments.</param>
    /// <returns>How long nobody took writes.</returns>
    public async Task<TimeSpan> RestartAsync(HoldfastLife life, params IEnumerable<string> more)
    {
        life.Change();
        var began = Stopwatch.GetTimestamp();
        await KillAsync();
        await StartAsync(more);
        life.Change();
        return Stopwatch.GetElapsedTime(began);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        _port.Dispose();
    }
}

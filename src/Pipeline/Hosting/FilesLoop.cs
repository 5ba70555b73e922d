using Microsoft.Extensions.Logging;

namespace Holdfast.Pipeline.Hosting;

/// <summary>
/// Looks after the files of the data folder, so that one that was deleted by hand or by a cleaner is back, or told, though nothing is appended.
/// </summary>
/// <param name="data">The data folder.</param>
/// <param name="time">The clock.</param>
/// <param name="log">Where faults are told.</param>
internal sealed class FilesLoop(LocalData data, TimeProvider time, ILogger<FilesLoop> log) : Loop(Interval, time, log)
{
    /// <summary>
    /// What was acknowledged and whose file was then deleted is lost if the process is killed before the next look or append; a folder listed
    /// once a second costs nothing.
    /// </summary>
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    /// <inheritdoc/>
    protected override Task StepAsync(CancellationToken stopping) => data.CheckAsync();
}

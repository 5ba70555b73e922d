using System.Globalization;
using System.Text;

namespace Holdfast.Pipeline.Storage;

/// <summary>
/// The right of one process to a data folder: an exclusively opened file in it. The operating system takes it back when the process ends,
/// however it ends; the file itself stays, because deleting it would let two processes hold two files of one name.
/// </summary>
public sealed class DirectoryLock : IDisposable
{
    /// <summary>The name of the file in the folder.</summary>
    public const string FileName = "holdfast.lock";

    private readonly FileStream _file;

    private DirectoryLock(FileStream file) => _file = file;

    /// <summary>
    /// Takes the lock, making the folder if need be. Without it: null, and <paramref name="error"/> names the folder and how to mend it.
    /// Blocks for two system calls; meant for start-up.
    /// </summary>
    public static DirectoryLock? TryAcquire(string folder, out string? error)
    {
        var path = Path.GetFullPath(folder);
        try
        {
            Directory.CreateDirectory(path);
            var file = new FileStream(
                Path.Combine(path, FileName), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, bufferSize: 1);
            file.SetLength(0);
            file.Write(Encoding.UTF8.GetBytes(Environment.ProcessId.ToString(CultureInfo.InvariantCulture) + "\n"));
            file.Flush();
            error = null;
            return new DirectoryLock(file);
        }
        catch (UnauthorizedAccessException failure)
        {
            error = $"The data folder '{path}' cannot be used: {failure.Message} "
                + "Give this process the right to write there, or set Holdfast:Data:Path to another folder.";
            return null;
        }
        catch (IOException failure)
        {
            error = $"The data folder '{path}' is in use by another process, or cannot be locked: {failure.Message} "
                + "Stop the other process, or set Holdfast:Data:Path to another folder.";
            return null;
        }
    }

    /// <summary>Gives the lock back.</summary>
    public void Dispose() => _file.Dispose();
}

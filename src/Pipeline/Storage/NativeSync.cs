using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Holdfast.Pipeline.Storage;

/// <summary>The two syncs that the base class library does not offer: fdatasync, and fsync of a folder.</summary>
internal static partial class NativeSync
{
    private const int Interrupted = 4;
    private const int InvalidArgument = 22;
    private const int ReadOnlyCloseOnExecOnLinux = 0x80000;

    /// <summary>Syncs a file's bytes and length, on Linux without its times, which costs a write to the journal less.</summary>
    public static void SyncData(SafeFileHandle file)
    {
        if (!OperatingSystem.IsLinux())
        {
            RandomAccess.FlushToDisk(file);
            return;
        }

        while (FileDataSync(file) != 0)
        {
            var error = Marshal.GetLastPInvokeError();
            if (error != Interrupted) throw new IOException(Marshal.GetPInvokeErrorMessage(error), error);
        }
    }

    /// <summary>Syncs a folder's entries. On Windows the file system's journal keeps their order, and there is no such call.</summary>
    public static void SyncFolder(string path)
    {
        if (OperatingSystem.IsWindows()) return;

        var folder = Open(path, OperatingSystem.IsLinux() ? ReadOnlyCloseOnExecOnLinux : 0);
        if (folder < 0) throw Failure();
        try
        {
            while (FileSync(folder) != 0)
            {
                // Some network file systems cannot sync a folder and say so with EINVAL; there is nothing more to be had from them.
                var error = Marshal.GetLastPInvokeError();
                if (error == InvalidArgument) return;
                if (error != Interrupted) throw new IOException(Marshal.GetPInvokeErrorMessage(error), error);
            }
        }
        finally
        {
            _ = Close(folder);
        }
    }

    private static IOException Failure()
    {
        var error = Marshal.GetLastPInvokeError();
        return new IOException(Marshal.GetPInvokeErrorMessage(error), error);
    }

    [LibraryImport("libc", EntryPoint = "fdatasync", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int FileDataSync(SafeFileHandle file);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int FileSync(int file);

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "close", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Close(int file);
}

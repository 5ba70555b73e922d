namespace Holdfast.Pipeline.Storage;

/// <summary>Runs one blocking call on the thread pool and turns what the operating system throws into a value.</summary>
internal static class PhysicalCall
{
    private const int NoSpaceOnUnix = 28;
    private const int QuotaOnLinux = 122;
    private const int QuotaOnMac = 69;
    private const int NoSpaceOnWindows = unchecked((int)0x80070070);
    private const int HandleFullOnWindows = unchecked((int)0x80070027);

    public static async ValueTask<StorageResult<T>> RunAsync<T>(string path, Func<T> call) => await Task.Run(() => Run(path, call));

    public static async ValueTask<StorageResult> RunAsync(string path, Action call)
    {
        var result = await RunAsync(path, () =>
        {
            call();
            return true;
        });
        return result.Outcome;
    }

    /// <summary>The same on the caller's thread, for a call that costs less than the way to another one.</summary>
    public static StorageResult<T> Run<T>(string path, Func<T> call)
    {
        try
        {
            return StorageResult.Of(call());
        }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException)
        {
            return StorageResult.Failure<T>(StorageFault.Missing, Say(path, error));
        }
        catch (IOException error) when (IsFull(error.HResult))
        {
            return StorageResult.Failure<T>(StorageFault.Full, Say(path, error));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return StorageResult.Failure<T>(StorageFault.Failed, Say(path, error));
        }
    }

    private static string Say(string path, Exception error) =>
        error.Message.Contains(path, StringComparison.Ordinal) ? error.Message : $"{path}: {error.Message}";

    private static bool IsFull(int code) => OperatingSystem.IsWindows()
        ? code is NoSpaceOnWindows or HandleFullOnWindows
        : code == NoSpaceOnUnix || code == (OperatingSystem.IsMacOS() ? QuotaOnMac : QuotaOnLinux);
}

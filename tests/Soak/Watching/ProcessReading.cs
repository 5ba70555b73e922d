using System.Globalization;
using System.Runtime.InteropServices;

namespace Holdfast.Soak.Watching;

/// <summary>What a process takes of the machine, from <c>/proc</c>.</summary>
/// <param name="Memory">Resident bytes.</param>
/// <param name="Handles">Open file descriptors.</param>
/// <param name="Threads">Threads.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct ProcessReading(long Memory, int Handles, int Threads)
{
    /// <summary>Reads it; null when the process has ended.</summary>
    public static ProcessReading? Of(int id)
    {
        try
        {
            var status = File.ReadAllLines($"/proc/{id}/status");
            return new(Number(status, "VmRSS:") * 1024, Directory.EnumerateFileSystemEntries($"/proc/{id}/fd").Count(), (int)Number(status, "Threads:"));
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static long Number(string[] status, string name) =>
        long.Parse(status.First(line => line.StartsWith(name, StringComparison.Ordinal))[name.Length..].Replace("kB", "", StringComparison.Ordinal).Trim(), CultureInfo.InvariantCulture);
}

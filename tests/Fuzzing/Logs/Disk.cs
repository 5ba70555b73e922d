using Holdfast.Fuzzing.Mutating;
using Holdfast.Pipeline.Tests.Storage;

namespace Holdfast.Fuzzing.Logs;

/// <summary>A folder on a disk in memory that holds an input's files.</summary>
internal static class Disk
{
    public static MemoryDisk Of(string folder, byte[] input)
    {
        var disk = new MemoryDisk(new Random(1));
        foreach (var (name, content) in FilePack.Unpack(input))
            disk.Write(folder, name, content);
        return disk;
    }

    /// <summary>All files of a folder, as an input.</summary>
    public static byte[] Pack(MemoryDisk disk, string folder) =>
        FilePack.Pack(disk.Names(folder).Select(name => (name, disk.Read(folder, name))));
}

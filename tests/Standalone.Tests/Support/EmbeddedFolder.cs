namespace Holdfast.Standalone.Tests.Support;

/// <summary>A folder of its own under the system's temporary one, deleted at the end.</summary>
internal sealed class EmbeddedFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("holdfast-embedded-").FullName;

    /// <summary>A copy of all files as they are now: what a process that is killed now leaves behind.</summary>
    public EmbeddedFolder Copy()
    {
        var copy = new EmbeddedFolder();
        foreach (var file in Directory.EnumerateFiles(Path, "*", SearchOption.AllDirectories))
        {
            if (file.EndsWith(".lock", StringComparison.Ordinal)) continue;
            var target = System.IO.Path.Combine(copy.Path, System.IO.Path.GetRelativePath(Path, file));
            Directory.CreateDirectory(System.IO.Path.GetDirectoryName(target)!);

            // Opened for sharing, and not copied by the system: the store still holds its files.
            using var from = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            using var to = File.Create(target);
            from.CopyTo(to);
        }

        return copy;
    }

    public void Dispose() => Directory.Delete(Path, recursive: true);
}

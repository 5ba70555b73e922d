namespace Holdfast.Pipeline.Tests.Storage;

/// <summary>A real folder that goes away with the test.</summary>
public sealed class TemporaryFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("holdfast-").FullName;

    public void Dispose() => Directory.Delete(Path, recursive: true);
}

namespace Holdfast.Pipeline.Tests.Storage;

/// <summary>The steps of a disk.</summary>
public enum MemoryStep
{
    List,
    Create,
    Open,
    Delete,
    Rename,
    SyncFolder,
    Read,
    Write,
    SyncFile,
    Truncate,
}

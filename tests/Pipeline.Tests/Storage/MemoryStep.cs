namespace Holdfast.Pipeline.Tests.Storage;

/// <summary>The steps of a disk.</summary>
public enum MemoryStep
{
    List,
    Length,
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

namespace Holdfast.Pipeline.Storage;

/// <summary>Why the disk did not do what it was asked.</summary>
public enum StorageFault
{
    /// <summary>It did.</summary>
    None = 0,

    /// <summary>The file or folder is not there.</summary>
    Missing,

    /// <summary>No space is left, or a quota is used up. A later try may succeed.</summary>
    Full,

    /// <summary>Anything else: an I/O error, no permission, a name that the file system refuses.</summary>
    Failed,
}

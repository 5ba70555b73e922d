namespace Holdfast.Pipeline.Storage;

/// <summary>One file of a folder.</summary>
/// <param name="Name">The file's name, without its folder.</param>
/// <param name="Length">Its length in bytes when the folder was listed.</param>
public readonly record struct StorageEntry(string Name, long Length);

using System.Globalization;
using Holdfast.Pipeline.Storage;

namespace Holdfast.Pipeline.Tests.Storage;

public sealed class DirectoryLockTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void TryAcquire_Free_MakesTheFolderAndTellsItsProcess()
    {
        var path = Path.Combine(_folder.Path, "data");
        using var held = DirectoryLock.TryAcquire(path, out var error);
        Assert.NotNull(held);
        Assert.Null(error);
        Assert.True(File.Exists(Path.Combine(path, DirectoryLock.FileName)));
    }

    [Fact]
    public void TryAcquire_Held_NamesTheFolderAndTheMend()
    {
        using var held = DirectoryLock.TryAcquire(_folder.Path, out _);
        var second = DirectoryLock.TryAcquire(_folder.Path, out var error);
        Assert.Null(second);
        Assert.StartsWith($"The data folder '{_folder.Path}' is in use by another process, or cannot be locked:", error, StringComparison.Ordinal);
        Assert.EndsWith("Stop the other process, or set Holdfast:Data:Path to another folder.", error, StringComparison.Ordinal);
    }

    [Fact]
    public void TryAcquire_AfterItWasGivenBack_Succeeds()
    {
        DirectoryLock.TryAcquire(_folder.Path, out _)!.Dispose();
        using var again = DirectoryLock.TryAcquire(_folder.Path, out var error);
        Assert.NotNull(again);
        Assert.Null(error);
    }

    [Fact]
    public void TryAcquire_FolderIsAFile_SaysSo()
    {
        var file = Path.Combine(_folder.Path, "file");
        File.WriteAllText(file, string.Empty);
        Assert.Null(DirectoryLock.TryAcquire(file, out var error));
        Assert.Contains(file, error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task TryAcquire_HolderWasKilled_Succeeds()
    {
        using (var child = ChildProcess.Start("lock", _folder.Path))
        {
            Assert.Equal("locked", await child.ReadLineAsync());
            Assert.Null(DirectoryLock.TryAcquire(_folder.Path, out _));
            await child.KillAsync();
        }

        using var held = DirectoryLock.TryAcquire(_folder.Path, out var error);
        Assert.True(held is not null, error);
        Assert.True(int.Parse(await File.ReadAllTextAsync(Path.Combine(_folder.Path, "child")), CultureInfo.InvariantCulture) > 0);
    }
}

using System.Text;
using Holdfast.Pipeline.Storage;

namespace Holdfast.Pipeline.Tests.Storage;

public sealed class PhysicalStorageTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly PhysicalStorage _storage;

    public PhysicalStorageTests() => _storage = new PhysicalStorage(Path.Combine(_folder.Path, "not", "there", "yet"));

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task ListAsync_FolderMissing_IsEmpty() => Assert.Empty((await _storage.ListAsync()).Value!);

    [Fact]
    public async Task OpenAsync_FileMissing_IsMissing() => Assert.Equal(StorageFault.Missing, (await _storage.OpenAsync("no")).Fault);

    [Fact]
    public async Task DeleteAsync_FileMissing_IsASuccess() => Assert.True((await _storage.DeleteAsync("no")).Succeeded);

    [Fact]
    public async Task RenameAsync_FileMissing_IsMissing() => Assert.Equal(StorageFault.Missing, (await _storage.RenameAsync("no", "new")).Fault);

    [Fact]
    public async Task ReplaceAsync_Twice_HasTheSecondContentAndNothingElse()
    {
        Assert.True((await _storage.ReplaceAsync("file", Encoding.UTF8.GetBytes("a longer first content"))).Succeeded);
        Assert.True((await _storage.ReplaceAsync("file", Encoding.UTF8.GetBytes("second"))).Succeeded);
        Assert.Equal("second", Encoding.UTF8.GetString((await _storage.ReadAllAsync("file", 100)).Value!));
        Assert.Equal([new StorageEntry("file", 6)], (await _storage.ListAsync()).Value!);
    }

    [Theory]
    [InlineData(6, true)]
    [InlineData(5, false)]
    public async Task ReadAllAsync_AroundTheLimit_FailsAboveIt(int limit, bool expected)
    {
        await _storage.ReplaceAsync("file", Encoding.UTF8.GetBytes("second"));
        Assert.Equal(expected, (await _storage.ReadAllAsync("file", limit)).Succeeded);
    }

    [Fact]
    public async Task File_WrittenInPartsAndCut_ReadsBack()
    {
        await using var file = (await _storage.CreateAsync("file")).Value!;
        Assert.True((await file.WriteAsync(0, ["abc"u8.ToArray(), "defg"u8.ToArray()])).Succeeded);
        Assert.True((await file.TruncateAsync(5)).Succeeded);
        Assert.True((await file.SyncAsync()).Succeeded);
        Assert.True((await _storage.SyncFolderAsync()).Succeeded);

        await using var again = (await _storage.OpenAsync("file")).Value!;
        var buffer = new byte[10];
        Assert.Equal(3, (await again.ReadAsync(2, buffer)).Value);
        Assert.Equal("cde", Encoding.UTF8.GetString(buffer, 0, 3));
        Assert.Equal(0, (await again.ReadAsync(5, buffer)).Value);
    }

    [Fact]
    public async Task CreateAsync_NameIsAFolder_IsAFaultThatNamesIt()
    {
        await _storage.Folder("taken").CreateAsync("file");
        var created = await _storage.CreateAsync("taken");
        Assert.Equal(StorageFault.Failed, created.Fault);
        Assert.Contains(Path.Combine(_storage.Path, "taken"), created.Message, StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task WriteAsync_DeviceIsFull_IsFull()
    {
        Skip.IfNot(File.Exists("/dev/full"), "No /dev/full here.");
        var devices = new PhysicalStorage("/dev");
        await using var full = (await devices.OpenAsync("full")).Value!;
        Assert.Equal(StorageFault.Full, (await full.WriteAsync(0, ["x"u8.ToArray()])).Fault);
    }

    [Fact]
    public async Task LengthAsync_OfAFileThatGrowsAndIsDeletedWhileOpen_IsWhatIsUnderTheNameNow()
    {
        Assert.Equal(StorageFault.Missing, (await _storage.LengthAsync("file")).Fault);
        await using var file = (await _storage.CreateAsync("file")).Value!;
        Assert.Equal(StorageResult.Of(0L), await _storage.LengthAsync("file"));
        await file.WriteAsync(0, ["abc"u8.ToArray()]);
        Assert.Equal(StorageResult.Of(3L), await _storage.LengthAsync("file"));
        File.Delete(Path.Combine(_storage.Path, "file"));
        Assert.True((await file.WriteAsync(3, ["d"u8.ToArray()])).Succeeded);
        Assert.Equal(StorageFault.Missing, (await _storage.LengthAsync("file")).Fault);
        await _storage.Folder("file").CreateAsync("in it");
        Assert.Equal(StorageFault.Missing, (await _storage.LengthAsync("file")).Fault);
    }

    [Theory]
    [InlineData(3, true)]
    [InlineData(4, false)]
    public async Task WriteAsync_AroundTheEnd_IsMissingBeyondIt(int offset, bool expected)
    {
        await using var file = (await _storage.CreateAsync("file")).Value!;
        await file.WriteAsync(0, ["abc"u8.ToArray()]);
        var written = await file.WriteAsync(offset, ["d"u8.ToArray()]);
        Assert.Equal(expected ? StorageFault.None : StorageFault.Missing, written.Fault);
        Assert.Equal(expected ? 4 : 3, (await _storage.LengthAsync("file")).Value);
    }

    [Fact]
    public async Task SegmentedLog_OnRealFilesWhoseFolderIsDeletedAgainAndAgain_LosesNothing()
    {
        var expected = new List<(long, string)>();
        await using (var log = await Logs.OpenAsync(_storage))
        {
            for (var round = 0; round < 4; round++)
            {
                var results = await Task.WhenAll(Enumerable.Range(0, 20).Select(async i =>
                {
                    var text = $"round {round}, record {i}";
                    return ((await log.AppendAsync(text)).FirstSequence, text);
                }));
                expected.AddRange(results.Order());
                Directory.Delete(round % 2 == 0 ? _storage.Path : Path.Combine(_folder.Path, "not"), recursive: true);
            }

            Assert.Equal(3, log.Health.RestoredFiles);
        }

        Assert.Equal(expected, await Logs.ReopenAsync(_storage));
    }

    [Fact]
    public async Task SegmentedLog_OnRealFiles_SurvivesReopening()
    {
        var expected = new List<(long, string)>();
        for (var round = 0; round < 3; round++)
        {
            await using var log = await Logs.OpenAsync(_storage, segmentBytes: 500);
            var results = await Task.WhenAll(Enumerable.Range(0, 20).Select(async i =>
            {
                var text = $"round {round}, record {i}";
                return ((await log.AppendAsync(text)).FirstSequence, text);
            }));
            expected.AddRange(results.Order());
        }

        Assert.Equal(expected, await Logs.ReopenAsync(_storage));
        Assert.Equal(60, expected[^1].Item1);
    }
}

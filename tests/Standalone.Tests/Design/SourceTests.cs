using System.Text.RegularExpressions;
using Holdfast.Tests.Design;

namespace Holdfast.Standalone.Tests.Design;

/// <summary>Rules of style that neither the compiler nor an analyser checks, read off the files of the product.</summary>
public sealed partial class SourceTests
{
    private const int LongestFile = 400;
    private const int UsualFile = 200;

    private static readonly IReadOnlyList<SourceFile> Product = Repository.Sources("src");

    /// <summary>What no file may contain, and the few that may, with the reason.</summary>
    public static TheoryData<string, string, string, string[]> Forbidden() => new()
    {
        { "unfinished work", "src", @"\b(TODO|FIXME|HACK|XXX|NotImplementedException)\b", [] },
        { "ConfigureAwait: the simulator's context must see every continuation", "src", @"\bConfigureAwait\(", [] },
        { "blocking", "src", @"\bThread\.Sleep\b|\.GetAwaiter\(\)\.GetResult\(\)|\.WaitAll\(|\.WaitAny\(", [] },
        {
            "blocking on a task", "src", @"\.Result\b(?!\()|\.Wait\(",
            [
                "src/Pipeline/Writing/AttemptRunner.cs", // Polly's Outcome.Result, which is no task.
                "src/Pipeline/Writing/WritePipeline.cs", // A task that is known to have ended.
                "src/Standalone/Embedded/Journal/StoreJournal.cs", // Wait(0) asks a semaphore and never waits.
            ]
        },
        {
            "the thread pool, threads", "src", @"\bTask\.Run\(|\bThreadPool\b|new Thread\(|Task\.Factory",
            [
                "src/Pipeline/Storage/PhysicalCall.cs", // The disk's real edge: .NET has no asynchronous fsync or rename.
                "src/Standalone/Embedded/Journal/StoreJournal.cs", // An embedded store is a server of its own, beyond the simulator's reach.
                "src/Pipeline/Hosting/WorkerThreads.cs", // Keeps pool threads ready for disk calls that block; runs nothing on them.
            ]
        },
        { "the wall clock", "src", @"\bDateTime(Offset)?\.(UtcNow|Now|Today)\b|\bStopwatch\b|\bEnvironment\.TickCount|Task\.Delay\([^,()]*(\([^()]*\)[^,()]*)?\)", [] },
        {
            "the system's clock", "src", @"\bTimeProvider\.System\b",
            [
                "src/Pipeline/PipelineServices.cs", // The default of a head that brings none.
                "src/Functions/Hosting/HeadComposition.cs", // The head chooses the clock.
                "src/Standalone/Hosting/StandaloneServer.cs", // The same.
                "src/Standalone/Commands/CommandConsole.cs", // The same, for the command line.
            ]
        },
        {
            "chance without a seed", "src", @"\bRandom\.Shared\b|new Random\(|\bGuid\.(NewGuid|CreateVersion7)\b|\bRandomNumberGenerator\b",
            [
                "src/Functions/Durable/Documents/EntityStorage.cs", // Stamps a change of a shared document, so that its writer knows it again.
                "src/Functions/Hosting/HeadComposition.cs", // Draws the one seed of the process.
                "src/Standalone/Hosting/StandaloneServer.cs", // The same.
            ]
        },
        { "conditional compilation in the head: it is compiled on declarations and on the real packages alike", "src/Functions", @"^\s*#(if|elif|else)\b", [] },
        {
            "reflection in the head", "src/Functions",
            @"\bSystem\.Reflection\b|\bActivator\.|\.(GetMethod|GetMethods|GetField|GetFields|GetProperties|GetConstructors?|GetCustomAttributes?|InvokeMember)\b|typeof\([^)]*\)\.Get", []
        },
    };

    [Fact]
    public void Files_AreShort()
    {
        Assert.Empty(Product.Where(static file => file.Lines.Length > LongestFile).Select(static file => $"{file.Path}: {file.Lines.Length} lines"));
        var share = Product.Count(static file => file.Lines.Length < UsualFile) / (double)Product.Count;
        Assert.True(share >= 0.9, $"only {share:P0} of the files have fewer than {UsualFile} lines");
    }

    [Fact]
    public void Files_HoldOneTypeAndBearItsName() => Assert.Empty(Product
        .Where(static file => !file.Path.EndsWith("/Program.cs", StringComparison.Ordinal))
        .Select(static file => (file.Path, Types: TypeDeclaration().Matches(file.Text)))
        .Where(static file => file.Types.Count != 1 || !IsNameOf(Path.GetFileName(file.Path).Split('.')[0], file.Types[0]))
        .Select(static file => $"{file.Path}: {string.Join(", ", file.Types.Select(static type => type.Groups["name"].Value))}"));

    [Fact]
    public void Namespaces_FollowTheFolders() => Assert.Empty(Product
        .Where(static file => !file.Path.EndsWith("/Program.cs", StringComparison.Ordinal))
        .Where(static file => !file.Text.Contains($"\nnamespace {SpaceOf(file.Path)};\n", StringComparison.Ordinal) && !file.Text.StartsWith($"namespace {SpaceOf(file.Path)};\n", StringComparison.Ordinal))
        .Select(static file => file.Path));

    [Theory]
    [MemberData(nameof(Forbidden))]
    public void Files_AreFreeOf(string what, string folder, string pattern, string[] allowed)
    {
        var found = Repository.Sources(folder.Split('/')).Where(file => Regex.IsMatch(WithoutComments(file), pattern, RegexOptions.Multiline, TimeSpan.FromSeconds(10))).Select(static file => file.Path).ToList();
        Assert.True(found.Except(allowed, StringComparer.Ordinal).ToList() is [], $"{what}: {string.Join(", ", found.Except(allowed, StringComparer.Ordinal))}");

        // An exception that is not needed any more would let the next one through unseen.
        Assert.Equal(allowed.Order(StringComparer.Ordinal), found.Intersect(allowed, StringComparer.Ordinal).Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("await Task.Delay(100);", true)]
    [InlineData("await Task.Delay(TimeSpan.FromSeconds(1));", true)]
    [InlineData("await Task.Delay(TimeSpan.FromSeconds(1), time);", false)]
    [InlineData("var now = time.GetUtcNow();", false)]
    [InlineData("var now = DateTimeOffset.UtcNow;", true)]
    public void Forbidden_WallClock_IsWhatDoesNotAskATimeProvider(string code, bool forbidden)
    {
        var pattern = (string)Forbidden().Single(static row => row[0] is "the wall clock")[2];
        Assert.Equal(forbidden, Regex.IsMatch(code, pattern, RegexOptions.None, TimeSpan.FromSeconds(1)));
    }

    private static string WithoutComments(SourceFile file) => string.Join('\n', file.Lines.Select(static line =>
        line.TrimStart().StartsWith("///", StringComparison.Ordinal) ? "" : line));

    private static string SpaceOf(string path) => "Holdfast." + Path.GetDirectoryName(path)!.Replace('\\', '/')["src/".Length..].Replace('/', '.');

    /// <summary>A generic type's file may say of what, to stand beside that of the type without parameters: <c>StorageResultOfT.cs</c>.</summary>
    private static bool IsNameOf(string file, Match type) =>
        string.Equals(file, type.Groups["name"].Value, StringComparison.Ordinal)
        || (type.Groups["generic"].Success && string.Equals(file, $"{type.Groups["name"].Value}Of{type.Groups["generic"].Value.Trim('<', '>')}", StringComparison.Ordinal));

    [GeneratedRegex(@"^(?:(?:public|internal|static|sealed|abstract|partial|readonly|ref|file|unsafe) )*(?:class|struct|interface|enum|record struct|record class|record|delegate [\w<>?\[\]]+) (?<name>\w+)(?<generic><[^>]*>)?", RegexOptions.Multiline | RegexOptions.ExplicitCapture, 10_000)]
    private static partial Regex TypeDeclaration();
}

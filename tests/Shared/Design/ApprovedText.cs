namespace Holdfast.Tests.Design;

/// <summary>
/// Compares a text with the one that was approved. When they differ, the received text is left beside the test's binaries; with the
/// environment variable <c>HOLDFAST_APPROVE=1</c> it becomes the approved one.
/// </summary>
internal static class ApprovedText
{
    public static void Check(string received, params string[] approvedFile)
    {
        var path = Path.Combine([Repository.Root, .. approvedFile]);
        if (string.Equals(Environment.GetEnvironmentVariable("HOLDFAST_APPROVE"), "1", StringComparison.Ordinal))
            File.WriteAllText(path, received);

        var approved = File.Exists(path) ? File.ReadAllText(path).ReplaceLineEndings("\n") : "";
        if (string.Equals(received, approved, StringComparison.Ordinal))
            return;
        var written = Path.Combine(AppContext.BaseDirectory, Path.GetFileName(path).Replace(".approved.", ".received.", StringComparison.Ordinal));
        File.WriteAllText(written, received);
        Assert.Fail(
            $"{Path.GetRelativePath(Repository.Root, path)} is not what the code shows.\n{Difference(approved, received)}\n"
            + $"Received: {written}\nIf the change is meant: HOLDFAST_APPROVE=1 dotnet test --filter PublicApi");
    }

    private static string Difference(string approved, string received)
    {
        const int most = 40;
        var (before, after) = (approved.Split('\n'), received.Split('\n'));
        var lines = before.Except(after, StringComparer.Ordinal).Select(static line => $"- {line}")
            .Concat(after.Except(before, StringComparer.Ordinal).Select(static line => $"+ {line}"))
            .ToList();
        return string.Join('\n', lines.Take(most)) + (lines.Count > most ? $"\n… {lines.Count - most} more" : "");
    }
}

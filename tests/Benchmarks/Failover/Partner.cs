namespace Holdfast.Tests.Support;

/// <summary>What a measurement needs on the machine. Somebody asked for it, so what is missing ends it instead of skipping it.</summary>
internal static class Partner
{
    /// <summary>Where a program stands on the path.</summary>
    public static string Require(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
            .Select(folder => Path.Combine(folder, program)).FirstOrDefault(File.Exists)
        ?? throw new InvalidOperationException($"{program} is not installed");
}

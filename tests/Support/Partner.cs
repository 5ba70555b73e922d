namespace Holdfast.Tests.Support;

/// <summary>What a live test needs on the machine.</summary>
internal static class Partner
{
    /// <summary>Whether a missing partner is a failure and not a reason to skip: the build machine must have them all.</summary>
    private static bool IsRequired => string.Equals(Environment.GetEnvironmentVariable("CI"), "true", StringComparison.OrdinalIgnoreCase);

    /// <summary>Where a program stands on the path; skips the test when it is not installed.</summary>
    public static string Require(string program)
    {
        var path = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
            .Select(folder => Path.Combine(folder, program)).FirstOrDefault(File.Exists);
        RequireThat(path is not null, $"{program} is not installed");
        return path!;
    }

    /// <summary>Skips the test when something else is missing; with <c>CI=true</c>, where it must be there, the test fails instead.</summary>
    /// <param name="present">Whether it is there.</param>
    /// <param name="missing">What is said when it is not.</param>
    public static void RequireThat(bool present, string missing)
    {
        if (IsRequired)
            Assert.True(present, $"{missing}, and CI accepts no skip");
        Skip.IfNot(present, missing);
    }
}

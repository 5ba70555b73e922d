namespace Holdfast.Pipeline.Tests;

/// <summary>The test assembly is a program too: tests start it as the process that they kill. The test runner never calls this.</summary>
public static class TestProgram
{
    public static Task<int> Main(string[] args) => Storage.KilledProcess.RunAsync(args);
}

namespace Holdfast.Tests.Support;

/// <summary>Where a store's process runs and is reached.</summary>
/// <param name="Host">The address on which it listens.</param>
/// <param name="Launcher">The command that the program's own is put behind, such as <c>ip netns exec NAME</c>; it must become the program, not its parent.</param>
internal sealed record ProcessPlace(string Host, IReadOnlyList<string> Launcher)
{
    /// <summary>On this machine, as every other process.</summary>
    public static readonly ProcessPlace Here = new("127.0.0.1", []);
}

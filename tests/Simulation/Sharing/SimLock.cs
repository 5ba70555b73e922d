namespace Holdfast.Simulation.Sharing;

/// <summary>The lock of one session in the hands of one receiver.</summary>
/// <param name="session">The session.</param>
internal sealed class SimLock(string session)
{
    public string Session => session;

    /// <summary>When it ends by itself, in world time.</summary>
    public TimeSpan Until { get; set; }
}

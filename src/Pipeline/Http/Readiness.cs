namespace Holdfast.Pipeline.Http;

/// <summary>Whether the process may be sent traffic. The head says so once it has verified its targets for the first time.</summary>
public sealed class Readiness
{
    private volatile bool _isReady;

    /// <summary>Whether traffic is welcome.</summary>
    public bool IsReady => _isReady;

    /// <summary>From now on it is.</summary>
    public void Declare() => _isReady = true;
}

namespace Holdfast.Pipeline.Breakers;

/// <summary>What one request says about its store's health.</summary>
public enum BreakerOutcome
{
    /// <summary>The store took it, however slowly.</summary>
    Success = 0,

    /// <summary>The store's own failure: transient or hung.</summary>
    Failure,

    /// <summary>Nothing: the client went away, the data was at fault, the store throttles or is misconfigured. Counts for nobody.</summary>
    Neutral,
}

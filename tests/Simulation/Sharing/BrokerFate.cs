namespace Holdfast.Simulation.Sharing;

/// <summary>What becomes of one step at a broker.</summary>
internal enum BrokerFate
{
    /// <summary>It is done and answered.</summary>
    Done = 0,

    /// <summary>It fails before it has any effect.</summary>
    FailsBefore,

    /// <summary>It is done, and no answer comes.</summary>
    FailsAfter,

    /// <summary>It gets nowhere, and no answer comes.</summary>
    Lost,
}

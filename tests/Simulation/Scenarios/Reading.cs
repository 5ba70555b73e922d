namespace Holdfast.Simulation.Scenarios;

/// <summary>What a store makes of questions about its content. Its time to live each one tells.</summary>
internal enum Reading
{
    /// <summary>It answers InfluxQL.</summary>
    Answers = 0,

    /// <summary>It has no such path.</summary>
    NotFound,

    /// <summary>It answers everything with an empty list that has no name, as VictoriaMetrics does.</summary>
    Nothing,
}

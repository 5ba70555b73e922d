using System.Text.Json.Serialization;

namespace Holdfast.Standalone.Commands.Drilling;

/// <summary>What became of a promise.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<DrillVerdict>))]
internal enum DrillVerdict
{
    /// <summary>It could not be measured, which counts as broken.</summary>
    NotMeasured = 0,

    /// <summary>It was kept.</summary>
    Kept,

    /// <summary>It was broken.</summary>
    Broken,
}

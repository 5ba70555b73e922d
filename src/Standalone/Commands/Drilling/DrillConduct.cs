namespace Holdfast.Standalone.Commands.Drilling;

/// <summary>How producers behave in a phase, beside sending points.</summary>
[Flags]
internal enum DrillConduct
{
    /// <summary>They send points and correct earlier ones.</summary>
    Plain = 0,

    /// <summary>Every acknowledged request is sent once more as it was.</summary>
    Replay = 1,

    /// <summary>One request in four carries a line that cannot be parsed.</summary>
    BrokenLines = 2,

    /// <summary>One request in four carries a line that the stores refuse.</summary>
    RefusedLines = 4,
}

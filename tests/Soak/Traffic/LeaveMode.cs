namespace Holdfast.Soak.Traffic;

/// <summary>How a producer goes away.</summary>
internal enum LeaveMode
{
    /// <summary>It does not.</summary>
    None = 0,

    /// <summary>In the middle of the body.</summary>
    MidBody,

    /// <summary>After the body, before the answer.</summary>
    BeforeAnswer,
}

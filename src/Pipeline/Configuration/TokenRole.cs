namespace Holdfast.Pipeline.Configuration;

/// <summary>What the holder of a token may do.</summary>
public enum TokenRole
{
    /// <summary>Write to the buckets of the token.</summary>
    Writer = 0,

    /// <summary>Use the operator routes, and write to the buckets of the token.</summary>
    Operator,
}

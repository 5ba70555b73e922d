namespace Holdfast.Pipeline.Lifecycle;

/// <summary>Kinds of tokens.</summary>
internal enum FluxTokenKind
{
    /// <summary>A name or a number: whatever is made of letters, digits and underscores.</summary>
    Word = 0,

    /// <summary>A string literal whose value is known here.</summary>
    Text,

    /// <summary>A string literal with an interpolated expression: its value is known at run time only.</summary>
    Interpolated,

    /// <summary>A regular expression.</summary>
    Pattern,

    /// <summary>Any other character.</summary>
    Mark,
}

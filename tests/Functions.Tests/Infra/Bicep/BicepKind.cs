namespace Holdfast.Functions.Tests.Infra.Bicep;

/// <summary>What a <see cref="BicepNode"/> is.</summary>
internal enum BicepKind
{
    /// <summary>A text without interpolation; its value is the node's text.</summary>
    Text,

    /// <summary>A text with interpolation: its children are the texts and expressions that it is made of.</summary>
    Interpolated,

    /// <summary>A number, true, false or null.</summary>
    Literal,

    /// <summary>A name on its own.</summary>
    Name,

    /// <summary>A property of its only child.</summary>
    Member,

    /// <summary>An element of its first child at its second.</summary>
    Index,

    /// <summary>A call: its first child is what is called, the others are the arguments.</summary>
    Call,

    /// <summary>An object; its children are properties.</summary>
    Object,

    /// <summary>A property of an object: its text is the key, its last child the value; an interpolated key is its first of two children.</summary>
    Property,

    /// <summary>An array.</summary>
    Array,

    /// <summary>An operator, the ternary one included, and its operands.</summary>
    Operator,

    /// <summary>A loop: its text holds the variables, its children are what is looped over and the body.</summary>
    For,

    /// <summary>A condition and the body that it holds for.</summary>
    If,

    /// <summary>A lambda: its text holds the variables, its only child is the body.</summary>
    Lambda,
}

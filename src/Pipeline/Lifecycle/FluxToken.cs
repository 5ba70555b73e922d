namespace Holdfast.Pipeline.Lifecycle;

/// <summary>One token of a Flux script, as far as names of buckets need it.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Text">The name, the string's value, or the character.</param>
internal readonly record struct FluxToken(FluxTokenKind Kind, string Text);

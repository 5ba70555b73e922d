namespace Holdfast.Standalone.Commands.Operating;

/// <summary>A dead letter that could not be redriven.</summary>
/// <param name="Id">Which.</param>
/// <param name="Code">Why, as a stable code.</param>
/// <param name="Message">Why, for a person.</param>
internal sealed record RedriveFailure(string Id, string Code, string Message);

namespace Holdfast.Pipeline.Operations;

/// <summary>A dead letter that could not be redriven.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Code">The rejection's code, or the refusal's.</param>
/// <param name="Message">Why.</param>
public sealed record RedriveFailure(string Id, string Code, string Message);

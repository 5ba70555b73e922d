namespace Holdfast.Standalone.Commands.Operating;

/// <summary>Why the running Holdfast gave nothing.</summary>
/// <param name="ExitCode">One of <see cref="ExitCodes"/>.</param>
/// <param name="Message">What went wrong and what to do, for a person.</param>
internal sealed record ClientFailure(int ExitCode, string Message);

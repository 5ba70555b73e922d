namespace Holdfast.Standalone.Commands.Linting;

/// <summary>One rejected line as <c>lint</c> reports it; the names are those of its JSON.</summary>
/// <param name="Line">The line's number in the file, from 1.</param>
/// <param name="Column">The byte in that line, from 1.</param>
/// <param name="Code">The rejection's stable code.</param>
/// <param name="Message">The sentence for a person.</param>
internal sealed record LintRejection(long Line, int Column, string Code, string Message);

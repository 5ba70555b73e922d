using System.Text.RegularExpressions;

namespace Holdfast.Standalone.Embedded.InfluxQl.Ast;

/// <summary>One source of a FROM: a measurement by name, or all whose names match a pattern, in a policy and database or the request's.</summary>
internal sealed record Source(string? Database, string? Policy, string? Measurement, Regex? Pattern);

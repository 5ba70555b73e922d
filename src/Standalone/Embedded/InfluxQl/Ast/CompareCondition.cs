using System.Text.RegularExpressions;

using Holdfast.Standalone.Embedded.Engine;

namespace Holdfast.Standalone.Embedded.InfluxQl.Ast;

/// <summary>A tag or field compared with a literal.</summary>
/// <param name="Name">The tag or field.</param>
/// <param name="Kind">Which of the two is meant, if said.</param>
/// <param name="Operator">One of the comparing token kinds, as if the name stood at the left.</param>
/// <param name="Value">The literal; null for a pattern.</param>
/// <param name="Pattern">The regular expression of <c>=~</c> and <c>!~</c>.</param>
internal sealed record CompareCondition(string Name, ReferenceKind Kind, TokenKind Operator, FieldValue Value, Regex? Pattern) : Condition;

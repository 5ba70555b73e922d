using Holdfast.Routing.LineProtocol;

namespace Holdfast.Routing.Contracts;

/// <summary>A field's type as it was first seen, in a form to be kept over a restart.</summary>
/// <param name="Measurement">The measurement, without escapes.</param>
/// <param name="Field">The field key, without escapes.</param>
/// <param name="Type">The type; every other is rejected from then on. <see cref="FieldType.None"/> when it was forgotten instead.</param>
public sealed record LearntField(string Measurement, string Field, FieldType Type);

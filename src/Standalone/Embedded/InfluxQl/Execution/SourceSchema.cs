using System.Collections.Immutable;

using Holdfast.Standalone.Embedded.Engine;

namespace Holdfast.Standalone.Embedded.InfluxQl.Execution;

/// <summary>A measurement that a FROM names, with the schema it had when the statement began.</summary>
internal sealed record SourceSchema(Bucket Bucket, string Measurement, ImmutableArray<Field> Fields, ImmutableArray<string> TagKeys);

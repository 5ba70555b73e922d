using System.Text.Json;
using System.Text.Json.Serialization;

namespace Holdfast.Standalone.Embedded.Faults;

/// <summary>The JSON of <c>/fault</c>. A member that is not known is an error: a drill that mistypes one must not pass.</summary>
[JsonSourceGenerationOptions(
    JsonSerializerDefaults.Web,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    UseStringEnumConverter = true)]
[JsonSerializable(typeof(FaultSettings))]
[JsonSerializable(typeof(FaultStatus))]
internal sealed partial class FaultJson : JsonSerializerContext;

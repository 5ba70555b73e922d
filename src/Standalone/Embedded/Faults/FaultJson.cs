using System.Text.Json;
using System.Text.Json.Serialization;

namespace Holdfast.Standalone.Embedded.Faults;

/// <summary>
/// The JSON of <c>/fault</c>. A member that is not known is an error: a drill that mistypes one must not pass. By reflection, because the generated form
/// passes over the defaults of members that are not given.
/// </summary>
internal static class FaultJson
{
    public static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        Converters = { new JsonStringEnumConverter() },
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    };
}

using System.Diagnostics.CodeAnalysis;
using System.Text.Json;

namespace Holdfast.Standalone.Commands.Operating;

/// <summary>An answer of the running Holdfast: its JSON, or why there is none.</summary>
/// <param name="Json">The answer as it came.</param>
/// <param name="Failure">Why there is none; null on success.</param>
internal sealed record ClientReply(JsonElement Json, ClientFailure? Failure)
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web);

    /// <summary>The answer in a form; a failure when it has another.</summary>
    public bool TryGet<T>([NotNullWhen(true)] out T? value, [NotNullWhen(false)] out ClientFailure? failure)
        where T : class
    {
        value = null;
        failure = Failure;
        if (failure is not null)
            return false;
        try
        {
            value = Json.Deserialize<T>(Options);
        }
        catch (JsonException error)
        {
            failure = new(ExitCodes.Refused, $"The answer is not what this version of holdfast understands: {error.Message}");
            return false;
        }

        failure = value is null ? new(ExitCodes.Refused, "The answer is empty.") : null;
        return value is not null;
    }
}

using Microsoft.Net.Http.Headers;

namespace Holdfast.Pipeline.Http;

/// <summary>Which bodies are taken for line protocol.</summary>
internal static class MediaTypes
{
    /// <summary>
    /// Whether the content type can be line protocol: absent, any text, plain bytes, or a form, which is what curl says of
    /// <c>--data-binary</c> unless told otherwise. Structured types (JSON, protobuf) are another protocol, sent here by mistake.
    /// </summary>
    public static bool IsText(string? contentType)
    {
        if (string.IsNullOrWhiteSpace(contentType))
            return true;
        return MediaTypeHeaderValue.TryParse(contentType, out var type)
            && (type.Type.Equals("text", StringComparison.OrdinalIgnoreCase)
                || type.MediaType.Equals("application/octet-stream", StringComparison.OrdinalIgnoreCase)
                || type.MediaType.Equals("application/x-www-form-urlencoded", StringComparison.OrdinalIgnoreCase));
    }

    /// <summary>Whether the body is compressed with gzip; null when it is encoded in a way that is not taken.</summary>
    public static bool? IsGzip(string contentEncoding) => contentEncoding.Trim() switch
    {
        "" => false,
        var encoding when encoding.Equals("identity", StringComparison.OrdinalIgnoreCase) => false,
        var encoding when encoding.Equals("gzip", StringComparison.OrdinalIgnoreCase) || encoding.Equals("x-gzip", StringComparison.OrdinalIgnoreCase) => true,
        _ => null,
    };
}

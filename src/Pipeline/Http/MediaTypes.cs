using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace Holdfast.Pipeline.Http;

/// <summary>Which bodies are taken for line protocol.</summary>
internal static class MediaTypes
{
    /// <summary>
    /// Whether the content type can be line protocol: absent, any text, plain bytes, or a form, which is what curl says of
    /// <c>--data-binary</c> unless told otherwise. Structured types (JSON, protobuf) are another protocol, sent here by mistake.
    /// </summary>
    public static bool IsText(HttpRequest request)
    {
        if (string.IsNullOrWhiteSpace(request.ContentType))
            return true;
        return MediaTypeHeaderValue.TryParse(request.ContentType, out var type)
            && (type.Type.Equals("text", StringComparison.OrdinalIgnoreCase)
                || type.MediaType.Equals("application/octet-stream", StringComparison.OrdinalIgnoreCase)
                || type.MediaType.Equals("application/x-www-form-urlencoded", StringComparison.OrdinalIgnoreCase));
    }

    /// <summary>Whether the body is compressed with gzip; null when it is encoded in a way that is not taken.</summary>
    public static bool? IsGzip(HttpRequest request) => request.Headers.ContentEncoding.ToString().Trim() switch
    {
        "" => false,
        var encoding when encoding.Equals("identity", StringComparison.OrdinalIgnoreCase) => false,
        var encoding when encoding.Equals("gzip", StringComparison.OrdinalIgnoreCase) || encoding.Equals("x-gzip", StringComparison.OrdinalIgnoreCase) => true,
        _ => null,
    };
}

using Microsoft.Extensions.Configuration;

namespace Holdfast.Pipeline.Configuration;

/// <summary>Reads <c>Holdfast:Telemetry</c>, and what OpenTelemetry's own variables say where that says nothing.</summary>
internal static class TelemetryReader
{
    private const string EndpointVariable = "OTEL_EXPORTER_OTLP_ENDPOINT";
    private const string ProtocolVariable = "OTEL_EXPORTER_OTLP_PROTOCOL";
    private const string HeadersVariable = "OTEL_EXPORTER_OTLP_HEADERS";
    private const string DisabledVariable = "OTEL_SDK_DISABLED";
    private const string HttpProtobuf = "http/protobuf";
    private const string Grpc = "grpc";
    private const int MaxName = 256;

    private static readonly TimeSpan ShortestInterval = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestInterval = TimeSpan.FromHours(1);

    /// <summary>Reads the section.</summary>
    /// <param name="reader">The section.</param>
    /// <param name="variables">The root of the configuration, where the variables are.</param>
    public static OtlpOptions Read(SectionReader reader, IConfiguration variables)
    {
        var otlp = reader.Section("Otlp");
        var disabled = bool.TryParse(variables[DisabledVariable], out var off) && off;
        var endpoint = Given(otlp.Text("Endpoint")) is { } own
            ? AddressOf(otlp, otlp.At("Endpoint"), own)
            : Given(variables[EndpointVariable]) is { } other && !disabled ? AddressOf(otlp, EndpointVariable, other) : null;
        var protocol = Given(otlp.Text("Protocol")) is { } way
            ? ProtocolOf(otlp, otlp.At("Protocol"), way)
            : ProtocolOf(otlp, ProtocolVariable, endpoint is null ? null : Given(variables[ProtocolVariable]));
        var headers = Given(otlp.Text("Headers")) is { } secret
            ? HeadersOf(otlp, otlp.At("Headers"), secret)
            : HeadersOf(otlp, HeadersVariable, endpoint is null ? null : Given(variables[HeadersVariable]));
        var options = new OtlpOptions
        {
            Endpoint = disabled ? null : endpoint,
            Protocol = protocol,
            Headers = headers,
            TraceRatio = Given(otlp.Text("TraceRatio")) is null ? null : otlp.Number("TraceRatio", fallback: 1, minimum: 0, maximum: 1),
            Interval = Given(otlp.Text("Interval")) is null ? null : otlp.Duration("Interval", TimeSpan.FromMinutes(1), ShortestInterval, LongestInterval),
            ServiceName = Given(otlp.Text("ServiceName")),
        };
        if (options.ServiceName is { Length: > MaxName })
            otlp.Errors.Add(otlp.At("ServiceName"), $"the name is longer than {MaxName} characters", "Give a shorter one");
        otlp.End();
        reader.End();
        return options;
    }

    /// <summary>An empty variable is how a deployment leaves one out.</summary>
    private static string? Given(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();

    /// <summary>The address may carry a secret in its query or as its user, so it is not shown.</summary>
    private static Uri? AddressOf(SectionReader reader, string path, string text)
    {
        if (Uri.TryCreate(text, UriKind.Absolute, out var url) && url.Scheme is "http" or "https" && url.UserInfo.Length == 0 && url.Query.Length == 0)
            return url;
        reader.Errors.Add(path, "the value is not the address of a collector", "Give an absolute http or https address without a user or a query, such as http://127.0.0.1:4318");
        return null;
    }

    private static OtlpProtocol ProtocolOf(SectionReader reader, string path, string? text)
    {
        if (text is null || string.Equals(text, HttpProtobuf, StringComparison.OrdinalIgnoreCase))
            return OtlpProtocol.HttpProtobuf;
        if (!string.Equals(text, Grpc, StringComparison.OrdinalIgnoreCase))
            reader.Errors.Add(path, $"'{SectionReader.Shown(text)}' is not one of {HttpProtobuf} or {Grpc}", $"Write {HttpProtobuf} or {Grpc}");
        return OtlpProtocol.Grpc;
    }

    private static string HeadersOf(SectionReader reader, string path, string? text)
    {
        if (text is null)
            return "";
        var faulty = text.Split(',').Any(static pair => pair.IndexOf('=', StringComparison.Ordinal) is var at && (at < 1 || string.IsNullOrWhiteSpace(pair[..at])))
            || text.Any(char.IsControl);
        if (faulty)
            reader.Errors.Add(path, "the value is not a list of headers", "Write name=value, several separated by commas, a comma inside a value as %2C");
        return text;
    }
}

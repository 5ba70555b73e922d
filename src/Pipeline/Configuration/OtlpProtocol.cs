namespace Holdfast.Pipeline.Configuration;

/// <summary>How telemetry goes to a collector. The outside forms are OpenTelemetry's.</summary>
public enum OtlpProtocol
{
    /// <summary><c>http/protobuf</c>.</summary>
    HttpProtobuf = 0,

    /// <summary><c>grpc</c>, over HTTP/2.</summary>
    Grpc,
}
